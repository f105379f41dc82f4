// A merge, and whoever wants something of the loser or the winner in the same moment. Behind the locks there is one member, who
// has everything; nobody writes to the one who is gone.
import { secondMs } from '@tillside/rules/time'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { inLine, merge, merged, noSums, sumsOf } from '../../test/merging.ts'
import { type Offline, openOffline } from '../../test/offline.ts'
import type { Programme } from '../../test/programme.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'
import { line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let offline: Offline
let programme: Programme
let till: Till
beforeAll(async () => {
  shop = await openShop()
  offline = await openOffline(shop)
  programme = offline.programme
  till = openTill(shop)
})
afterEach(async () => expect(await findingsOf(shop)).toEqual({}))
afterAll(() => shop.close())

const two = async (): Promise<[loser: string, winner: string]> => [await programme.member(), await programme.member()]

/** The merge is first in line for the loser, and the others behind it; what they answer. */
async function behindMerge(
  loser: string,
  winner: string,
  ...works: readonly (() => Promise<Answer>)[]
): Promise<readonly Answer[]> {
  const [first, ...answers] = await inLine(shop, loser, [() => merge(shop, loser, winner), ...works])
  expect([first?.status, first?.body.data?.id], JSON.stringify(first?.body)).toEqual([200, winner])
  expect(await sumsOf(shop, loser)).toEqual(noSums)
  return answers
}

const told = ({ status, body }: Answer) => [status, body.details?.merged_into]

test('who redeems of the loser is told of the winner, and nothing is taken', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const answers = await behindMerge(
    loser,
    winner,
    () => programme.redeem(loser, { amount: 5 }),
    () => programme.redeem(loser, { amount: 5 }, { key: 'behind-the-merge' }),
  )
  expect(answers.map(told)).toEqual([
    [404, winner],
    [404, winner],
  ])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 30 })
})

test('who redeems of the loser before the merge has it, and the winner the rest', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const [redeemed, after] = await inLine(shop, loser, [
    () => programme.redeem(loser, { amount: 12 }),
    () => merge(shop, loser, winner),
  ])
  expect([redeemed?.status, after?.status]).toEqual([201, 200])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 18 })
  expect(await programme.redemption(redeemed?.body.data.id)).toMatchObject({ profile_id: winner })
})

test('a reversal that waited for the loser gives the winner the value back', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const { id } = (await programme.redeem(loser, { amount: 20 })).body.data
  const [reversed] = await behindMerge(loser, winner, () => programme.reverse(id))
  expect([reversed?.status, reversed?.body.data.profile_id]).toEqual([201, winner])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 30 })
})

test('a return that waited for the loser gives it to the winner', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const { id } = (await programme.redeem(loser, { amount: 20 })).body.data
  const [returned] = await behindMerge(loser, winner, () => programme.giveBack(id, { amount: 8 }))
  expect([returned?.status, returned?.body.data.profile_id]).toEqual([201, winner])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 18 })
})

test('a sale that waited for the loser is recorded for the winner, with what the loser had redeemed', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 20)
  const { id } = (await programme.redeem(loser, { amount: 20 })).body.data
  const sale = receipt(loser, [line('Coat', 80, { price_current: 100 })], { external_id: 'in-line', redemption_id: id })
  const [recorded, upserted] = await behindMerge(
    loser,
    winner,
    () => shop.post('transactions', sale),
    () => shop.post('transactions/update-create', receipt(loser, [line('Hat', 5)], { external_id: 'in-line-2' })),
  )
  const { profile_id, redemption_id, exceptions } = recorded?.body.data ?? {}
  expect([recorded?.status, profile_id, redemption_id, exceptions]).toEqual([201, winner, id, []])
  expect([upserted?.status, upserted?.body.data.profile_id]).toEqual([200, winner])
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 85 })
})

test('a sale of the loser that is voided meanwhile takes its points from the winner', async () => {
  const [loser, winner] = await two()
  const { id } = await till.record(receipt(loser, [line('Coat', 80)]))
  const [voided] = await behindMerge(loser, winner, () => shop.put(`transactions/${id}`, { is_void: true }))
  expect([voided?.status, voided?.body.data.profile_id]).toEqual([200, winner])
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 0 })
})

test('a reward of the loser that staff change meanwhile is the winner’s, and changed', async () => {
  const [loser, winner] = await two()
  const id = await programme.reward(loser, 30)
  const [changed] = await behindMerge(loser, winner, () => shop.put(`rewards/${id}`, { value_remaining: 11 }))
  expect([changed?.status, changed?.body.data.profile_id]).toEqual([200, winner])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 11 })
})

test('what is issued to the loser, or said of them, is refused and names the winner', async () => {
  const [loser, winner] = await two()
  const reward = { profile_id: loser, reward_definition_id: programme.rewardDefinitionId, timezone: 'UTC' }
  const answers = await behindMerge(
    loser,
    winner,
    () => shop.post('rewards', reward),
    () => shop.post(`profiles/${loser}/identities`, { handle: 'pos', identifier: 'IN-LINE' }),
    () => shop.put(`profiles/${loser}`, { first_name: 'Nobody' }),
  )
  expect(answers.map(told)).toEqual([
    [422, winner],
    [404, winner],
    [404, winner],
  ])
})

test('a report of a device that waited for the loser is settled from what the winner has', async () => {
  await offline.set({ mode: 'reserve' })
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const grant = await offline.granted(loser, 'in-line', { amount: 20 })
  const spends = [offline.spend('a', 15)]
  const [reported] = await behindMerge(loser, winner, () => offline.report(grant, spends, true))
  expect([reported?.status, reported?.body.data.spends[0].total]).toEqual([200, 15])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 15 })
  await offline.set({ mode: 'off' })
})

test('a hold that lapses behind the merge lapses once, for the winner', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  await programme.redeem(loser, { amount: 20, hold: { expires_in: 1 } })
  shop.wait(secondMs)
  await inLine<unknown>(shop, loser, [() => merge(shop, loser, winner), () => shop.runJobs(), () => shop.runJobs()])
  expect(await sumsOf(shop, loser)).toEqual(noSums)
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 30 })
})

test('each into the other at once: one of them has everything', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [one, other] = await two()
    await programme.reward(one, 1)
    await programme.reward(other, 2)
    const answers = await Promise.all([merge(shop, one, other), merge(shop, other, one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    const winner = answers.find(({ status }) => status === 200)?.body.data.id
    expect(await programme.balances(winner)).toMatchObject({ reward_balance: 3 })
  }
})

test('one loser into two winners at once: one of them has everything, and the other is told who', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [loser, first] = await two()
    const second = await programme.member()
    await programme.reward(loser, 4)
    const answers = await Promise.all([merge(shop, loser, first), merge(shop, loser, second)])
    const winner = answers.find(({ status }) => status === 200)?.body.data.id
    expect(answers.map(told).sort()).toEqual([
      [200, undefined],
      [422, winner],
    ])
    expect(await programme.balances(winner)).toMatchObject({ reward_balance: 4 })
  }
})

test('a chain that is merged from both ends, with tills at every link: all of it ends with the last one, to the cent', async () => {
  for (let round = 0; round < 12; round += 1) {
    const chain = await Promise.all(Array.from({ length: 4 }, () => programme.member()))
    const [, second, third, last] = chain as [string, string, string, string]
    const redemptions = await Promise.all(
      chain.map(async (profileId) => {
        await programme.reward(profileId, 50)
        return (await programme.redeem(profileId, { amount: 10 })).body.data.id as number
      }),
    )
    const tills = [
      ...redemptions.map((id) => () => programme.reverse(id)),
      ...chain.map((profileId) => () => programme.redeem(profileId, { amount: 7 })),
      ...chain.map((profileId) => () => shop.post('transactions', receipt(profileId, [line('Hat', 10)]))),
    ]
    const merges = chain.slice(0, 3).map((profileId, link) => () => merge(shop, profileId, chain[link + 1] ?? last))
    const order = round % 2 === 0 ? merges : merges.toReversed()
    const [merging, working] = await Promise.all([
      Promise.all(order.map((work) => work())),
      Promise.all(tills.map((work) => work())),
    ])
    expect([...merging, ...working].map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
    expect(working.slice(0, 4).map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(working.slice(8).map(({ status }) => status)).toEqual([201, 201, 201, 201])
    // Whichever merges came too late are done now.
    for (const profileId of [chain[0] ?? '', second, third]) {
      if ((await shop.get(`profiles/${profileId}`)).status === 200) await merged(shop, profileId, last)
    }
    const taken = working.slice(4, 8).filter(({ status }) => status === 201).length
    expect(await programme.balances(last)).toMatchObject({ reward_balance: 200 - taken * 7, point_balance: 40 })
  }
})
