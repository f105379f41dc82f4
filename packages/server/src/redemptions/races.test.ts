// P3: many tills at once never take more than there is, and the ledger says what was taken.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const tillsMax = 30

/** Sends them all, so many on their way at a time as a busy chain has tills. */
async function atOnce<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const waiting = works.map((work, index) => ({ work, index }))
  const results: T[] = []
  const till = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next.index] = await next.work()
  }
  await Promise.all(Array.from({ length: tillsMax }, till))
  return results
}
const times = (count: number, work: (index: number) => Promise<Answer>): (() => Promise<Answer>)[] =>
  Array.from({ length: count }, (_, index) => () => work(index))
const statuses = (answers: readonly Answer[]): number[] => [...new Set(answers.map(({ status }) => status))].sort()
const sumOf = (answers: readonly Answer[]): number =>
  Math.round(answers.reduce((sum, { status, body }) => sum + (status === 201 ? body.data.total * 100 : 0), 0)) / 100

/** In minor units, as the database adds it up: entries, and what is kept on the rows. */
async function booked(profileId: string): Promise<{ entries: number; kept: number; redeemed: number }> {
  const [row] = await shop.sql<{ entries: number; kept: number; redeemed: number }[]>`
    select (select sum(amount) from ledger_entry where profile_id = ${profileId} and kind = 'reward')::bigint as entries,
           (select sum(value_remaining) from reward where profile_id = ${profileId})::bigint as kept,
           (select coalesce(sum(total_minor), 0) from redemption where profile_id = ${profileId} and type = 'redeem')::bigint as redeemed`
  if (!row) throw new Error('sums are one row')
  return row
}

test('300 redemptions of 1.00 on 100.00, held in many rewards: exactly 100.00 is taken', async () => {
  const profileId = await programme.member()
  for (const value of [0.5, 33.33, 20, 6.17, 40]) await programme.reward(profileId, value)
  const answers = await atOnce(times(300, () => programme.redeem(profileId, { amount: 1 })))
  expect(statuses(answers)).toEqual([201, 422])
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(100)
  expect(answers.filter(({ status, body }) => status === 422 && body.code !== 'nothing_to_redeem')).toEqual([])
  expect(sumOf(answers)).toBe(100)
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
  expect(await booked(profileId)).toEqual({ entries: 0, kept: 0, redeemed: 10_000 })
})

test('the same with points: 100 redemptions of 0.50 on 30.00', async () => {
  const profileId = await programme.member()
  for (const value of [1000.5, 1999.5]) await programme.points(profileId, value)
  const answers = await atOnce(times(100, () => programme.redeem(profileId, { amount: 0.5, strict: true })))
  expect(statuses(answers)).toEqual([201, 422])
  expect(sumOf(answers)).toBe(30)
  expect(await programme.pointsLeft(profileId)).toEqual([0, 0])
})

test('redemptions mixed with reversals and returns: what is out and what is there are always 100.00', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 60)
  await programme.reward(profileId, 40)
  let out = 0
  const till = async (index: number): Promise<Answer> => {
    const spent = await programme.redeem(profileId, { amount: 1.37 })
    if (spent.status !== 201) return spent
    const { id, total } = spent.body.data
    out += Math.round(total * 100)
    const back =
      index % 3 === 0
        ? await programme.reverse(id)
        : index % 3 === 1
          ? await programme.giveBack(id, { amount: 0.5 })
          : spent
    if (back !== spent) out -= Math.round(back.body.data.total * 100)
    return back
  }
  const answers = await atOnce(times(150, till))
  expect(statuses(answers)).toEqual([201, 422])
  const { entries, kept } = await booked(profileId)
  expect([entries, kept]).toEqual([kept, 10_000 - out])
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: kept / 100 })
})

test('a reversal and a return of the same redemption at once: one of them', async () => {
  for (let round = 0; round < 8; round += 1) {
    const profileId = await programme.member()
    await programme.reward(profileId, 10)
    const { id } = (await programme.redeem(profileId, { amount: 10 })).body.data
    const answers = await atOnce([
      () => programme.reverse(id),
      () => programme.giveBack(id),
      () => programme.reverse(id),
      () => programme.giveBack(id),
    ])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 10 })
  }
})

test('forty returns of 1.00 of a redemption of 25.50: exactly that comes back', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 10)
  await programme.points(profileId, 2000)
  const { id } = (await programme.redeem(profileId, { amount: 25.5 })).body.data
  const answers = await atOnce(times(40, () => programme.giveBack(id, { amount: 1 })))
  expect(sumOf(answers)).toBe(25.5)
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 10, point_balance: 2000 })
})

test('two tills, one benefit, one use left: one of them', async () => {
  const definitionId = await programme.defineBenefit('hemming')
  for (let round = 0; round < 8; round += 1) {
    const profileId = await programme.member()
    const benefitId = await programme.benefit(profileId, definitionId)
    const onPath = (): Promise<Answer> => shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`)
    const inBody = (): Promise<Answer> => programme.redeem(profileId, { benefits: [{ handle: 'hemming' }] })
    const answers = await atOnce([onPath, inBody])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422])
    expect(answers.find(({ status }) => status === 422)?.body.code).toBe('benefit_used_up')
  }
})

test('a benefit limited to 25 uses: forty members at once use 25, and one that comes back is used by another', async () => {
  const definitionId = await programme.defineBenefit('first-25', { max_global_redemptions: 25 })
  const members = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const profileId = await programme.member()
      await programme.reward(profileId, 5)
      return { profileId, benefitId: await programme.benefit(profileId, definitionId) }
    }),
  )
  const use = ({ profileId, benefitId }: { profileId: string; benefitId: number }, index: number) =>
    index % 2
      ? shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`)
      : programme.redeem(profileId, { amount: 5, benefits: [{ id: benefitId }] })
  const answers = await atOnce(members.map((member, index) => () => use(member, index)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(25)
  expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
    new Set(['benefit_sold_out']),
  )
  const lucky = answers.find(({ status }) => status === 201) as Answer
  const unlucky = members.filter((_, index) => answers[index]?.status !== 201)
  expect((await programme.reverse(lucky.body.data.id)).status).toBe(201)
  const second = await atOnce(unlucky.map((member, index) => () => use(member, index)))
  expect(second.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('members do not wait for each other, nor for two limited benefits in two orders', async () => {
  const [one, two] = [
    await programme.defineBenefit('one', { max_redemptions: 9, max_global_redemptions: 900 }),
    await programme.defineBenefit('two', { max_redemptions: 9, max_global_redemptions: 900 }),
  ]
  const members = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const profileId = await programme.member()
      return {
        profileId,
        first: await programme.benefit(profileId, one),
        second: await programme.benefit(profileId, two),
      }
    }),
  )
  const works = members.flatMap(({ profileId, first, second }, index) => {
    const benefits = [{ id: first }, { id: second }]
    return times(4, () => programme.redeem(profileId, { benefits: index % 2 ? benefits : benefits.toReversed() }))
  })
  expect(statuses(await atOnce(works))).toEqual([201])
})
