// P1: an operation has its effect once, however often it is sent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import type { Answer, Shop } from '../../test/shop.ts'
import { openShop } from '../../test/shop.ts'

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

async function memberWith(value: number): Promise<string> {
  const profileId = await programme.member()
  await programme.reward(profileId, value)
  return profileId
}

const isReplayed = (answer: Answer): boolean => answer.headers.get('idempotency-replayed') === 'true'
const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))

describe('the same redemption sent again', () => {
  test('is made once and answered twice, word for word, also a year later', async () => {
    const profileId = await memberWith(50)
    const first = await programme.redeem(profileId, { amount: 20, meta: { a: 1, b: 2 } }, { key: '14-3-000981-redeem' })
    await programme.redeem(profileId, { amount: 5 })
    shop.wait(365 * 24 * 60 * 60_000)
    const again = await programme.redeem(profileId, { meta: { b: 2, a: 1 }, amount: 20 }, { key: '14-3-000981-redeem' })
    expect([isReplayed(first), isReplayed(again), again.status]).toEqual([false, true, 201])
    expect(again.body).toEqual(first.body)
    expect((await shop.get(`profiles/${profileId}/redemptions`)).body.meta.total).toBe(2)
  })

  test('fifty times at once takes the value once, and all fifty hear the same', async () => {
    const profileId = await memberWith(100)
    const answers = await times(50, () => programme.redeem(profileId, { amount: 1 }, { key: 'fifty' }))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201))
    expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1)
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 99 })
    expect((await shop.get(`profiles/${profileId}/redemptions`)).body.meta.total).toBe(1)
  })

  test('while the first is still running waits for it, and then hears its answer', async () => {
    const profileId = await memberWith(50)
    let release = (): void => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    let isLocked = (): void => {}
    const locked = new Promise<void>((resolve) => (isLocked = resolve))
    const otherTill = shop.sql.begin(async (tx) => {
      await tx`select 1 from profile where id = ${profileId} for update`
      isLocked()
      await released
    })
    await locked
    const heard: string[] = []
    const redeem = async (name: string): Promise<Answer> => {
      const answer = await programme.redeem(profileId, { amount: 20 }, { key: 'waits' })
      heard.push(name)
      return answer
    }
    const both = [redeem('first'), redeem('repeat')]
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(heard).toEqual([])
    release()
    await otherTill
    const [first, repeat] = await Promise.all(both)
    expect([first, repeat].map((answer) => answer && isReplayed(answer)).sort()).toEqual([false, true])
    expect(repeat?.body).toEqual(first?.body)
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })

  test('to a member who is stuck is told to come again, and does it once when it does', async () => {
    const profileId = await memberWith(50)
    await shop.sql.begin(async (tx) => {
      await tx`select 1 from profile where id = ${profileId} for update`
      const stuck = await times(3, () => programme.redeem(profileId, { amount: 20 }, { key: 'stuck' }))
      for (const { status, body, headers } of stuck)
        expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'busy', '1'])
    })
    const after = await programme.redeem(profileId, { amount: 20 }, { key: 'stuck' })
    expect([after.status, isReplayed(after)]).toEqual([201, false])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })
})

describe('the same key with something else', () => {
  test('is refused, and names the fields that differ', async () => {
    const profileId = await memberWith(50)
    await programme.redeem(profileId, { amount: 20, strict: true, meta: { a: 1 } }, { key: 'other' })
    const { status, body } = await programme.redeem(
      profileId,
      { amount: 21, meta: { a: 1 }, location_id: null },
      { key: 'other' },
    )
    expect([status, body.code, Object.keys(body.errors)]).toEqual([
      409,
      'idempotency_key_reused',
      ['amount', 'location_id', 'strict'],
    ])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })

  test('another member in the path is something else, also when the body names the same one', async () => {
    const [ada, byron] = [await memberWith(50), await memberWith(50)]
    await programme.redeem(ada, { amount: 20, profile_id: ada }, { key: 'path' })
    const { status, body } = await programme.redeem(byron, { amount: 20, profile_id: ada }, { key: 'path' })
    expect([status, Object.keys(body.errors ?? {})]).toEqual([409, ['profile_id']])
    expect(await programme.balances(byron)).toMatchObject({ reward_balance: 50 })
  })

  test('another token’s user, and another route, have keys of their own; two spellings of a path are one route', async () => {
    const profileId = await memberWith(50)
    const token = await shop.tokenWith(['redeem-strategy', 'return'])
    const mine = await programme.redeem(profileId, { amount: 5 }, { key: 'scope' })
    const theirs = await programme.redeem(profileId, { amount: 5 }, { key: 'scope', token })
    expect([isReplayed(theirs), theirs.body.data.id === mine.body.data.id]).toEqual([false, false])
    const back = await programme.giveBack(mine.body.data.id, { amount: 5 }, { key: 'scope' })
    expect([back.status, isReplayed(back)]).toEqual([201, false])
    const spelt = await shop.post(`profiles/${profileId}/redemptions`, { amount: 5 }, { key: 'scope' })
    expect([isReplayed(spelt), spelt.body]).toEqual([true, mine.body])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 45 })
  })

  test.each(['x'.repeat(256), 'two words', ''])('a key that no header should have is refused: %s', async (key) => {
    const profileId = await memberWith(50)
    const { status, body } = await programme.redeem(profileId, { amount: 5 }, { headers: { 'idempotency-key': key } })
    expect([status, Object.keys(body.errors)]).toEqual([422, ['Idempotency-Key']])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 50 })
  })
})

describe('refused answers', () => {
  test('are kept too: a member who got a reward since still hears the first no', async () => {
    const profileId = await programme.member()
    const first = await programme.redeem(profileId, { amount: 5 }, { key: 'no' })
    expect(first.body.code).toBe('nothing_to_redeem')
    await programme.reward(profileId, 50)
    const again = await programme.redeem(profileId, { amount: 5 }, { key: 'no' })
    expect([again.status, again.body, isReplayed(again)]).toEqual([422, first.body, true])
    expect((await programme.redeem(profileId, { amount: 5 }, { key: 'yes' })).status).toBe(201)
  })

  test('for what was sent wrong are not: the mended request may use the key', async () => {
    const profileId = await memberWith(50)
    for (const amount of [0, 1.005])
      expect((await programme.redeem(profileId, { amount }, { key: 'mend' })).status).toBe(422)
    const mended = await programme.redeem(profileId, { amount: 5 }, { key: 'mend' })
    expect([mended.status, isReplayed(mended)]).toEqual([201, false])
  })

  test('of many at once are the same', async () => {
    const profileId = await programme.member()
    const answers = await times(20, () => programme.redeem(profileId, { amount: 5 }, { key: 'many-no' }))
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
    expect(answers[0]?.body.code).toBe('nothing_to_redeem')
  })
})

describe('every command on redemptions', () => {
  test('reversal, return, benefit use and benefit return happen once under their key, also at once', async () => {
    const profileId = await memberWith(50)
    const benefitId = await programme.benefit(
      profileId,
      await programme.defineBenefit('coffee', { max_redemptions: 9 }),
      { expires_at: '2030-01-01' },
    )
    const first = (await programme.redeem(profileId, { amount: 10 })).body.data.id
    const second = (await programme.redeem(profileId, { amount: 10 })).body.data.id
    const cups = (await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`, { count: 3 })).body.data.id
    const paths = [
      [`redemptions/${first}/reversal`, undefined],
      [`redemptions/${second}/return`, { amount: 4 }],
      [`profiles/${profileId}/benefits/${benefitId}/redeem`, undefined],
      [`redemptions/${cups}/benefit/return`, { count: 1 }],
    ] as const
    for (const [path, body] of paths) {
      const answers = await times(5, () => shop.post(path, body, { key: 'k' }))
      expect(
        answers.map(({ status }) => status),
        path,
      ).toEqual(Array(5).fill(201))
      expect(
        answers.filter((answer) => !isReplayed(answer)),
        path,
      ).toHaveLength(1)
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, path).toBe(1)
    }
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 44 })
    const { body } = await shop.get(`profiles/${profileId}/benefits?sort=id`)
    expect(body.data.map((row: { redemptions_remaining: number }) => row.redemptions_remaining)).toEqual([5, 1])
  })
})

test('a repeat that spells an id differently, or says more than the route looks at, is the same request', async () => {
  const profileId = await memberWith(10)
  const first = await shop.post(`profiles/${profileId}/redeem`, { amount: 5 }, { key: 'spelt-1' })
  const again = await shop.post(
    `profiles/${profileId.toUpperCase()}/redeem`,
    { amount: 5, lane: 4 },
    { key: 'spelt-1' },
  )
  expect([again.status, again.body]).toEqual([first.status, first.body])
  const { id } = first.body.data
  const undone = await shop.post(`redemptions/${id}/reversal`, {}, { key: 'spelt-2' })
  const undoneAgain = await shop.post(`redemptions/00${id}/reversal`, {}, { key: 'spelt-2' })
  expect([undoneAgain.status, undoneAgain.body]).toEqual([undone.status, undone.body])
})
