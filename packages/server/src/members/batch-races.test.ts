// Batches while several servers write them, while connections are cut, and while others change the same members.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { merge } from '../../test/merging.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

async function take(match_criteria: string, profiles: readonly object[]): Promise<number> {
  const { status, body } = await shop.post('profiles/batch', { match_criteria, profiles })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.batch_id
}
const resultOf = async (id: number) => (await shop.get(`profiles/batches/${id}`)).body.data
const many = (count: number, entry: (index: number) => object): object[] =>
  Array.from({ length: count }, (_, index) => entry(index))

test('three servers write the same batches: every entry once, and those of one person in their order', async () => {
  const ids = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      take(
        'email',
        many(60, (index) => ({ email: `${name}${index % 20}@servers.example`, company: `Company ${index}` })),
      ),
    ),
  )
  await Promise.all([shop.runJobs(), shop.runJobs(), shop.runJobs()])
  // A server leaves a batch to another that has it.
  await shop.runJobs()
  for (const id of ids) {
    expect(await resultOf(id)).toMatchObject({ status: 'finished', created_count: 20, updated_count: 40 })
  }
  const rows = await shop.sql`select company from profile where email like '%@servers.example'`
  expect(rows.map((row) => Number(String(row['company']).slice(8))).toSorted((a, b) => a - b)).toEqual(
    [...Array(60).keys()].map((index) => 40 + Math.floor(index / 3)),
  )
})

test('the same new person in two batches at once is enrolled once', async () => {
  const entries = many(40, (index) => ({ email: `twice${index}@example.com` }))
  const ids = [await take('email', entries), await take('email', entries)]
  await shop.runJobs()
  const [first, second] = await Promise.all(ids.map(resultOf))
  expect([first.created_count + second.created_count, first.refused_count, second.refused_count]).toEqual([40, 0, 0])
})

test('connections are cut in the middle, again and again: nothing is written twice, and nothing is forgotten', async () => {
  const id = await take(
    'email',
    many(300, (index) => ({
      email: `cut${index}@example.com`,
      identities: [{ handle: 'pos', identifier: `CUT-${index}` }],
    })),
  )
  const written = async (): Promise<number> => (await resultOf(id)).created_count
  let cutsInTheMiddle = 0
  for (let cuts = 1; cuts <= 4; cuts += 1) {
    const round = shop.runJobs().then(
      () => 'over',
      () => 'over',
    )
    const isOver = async (): Promise<boolean> => (await Promise.race([round, written()])) === 'over'
    while (!(await isOver()) && (await written()) < cuts * 50);
    if (!(await isOver())) cutsInTheMiddle += 1
    await shop.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'tillside write' and pid <> pg_backend_pid()`
    await round
  }
  expect(cutsInTheMiddle).toBeGreaterThan(0)
  await shop.runJobs()
  expect(await resultOf(id)).toMatchObject({ status: 'finished', created_count: 300, refused_count: 0 })
  const [row] = await shop.sql`
    select (select count(*) from profile where email like 'cut%') as profiles,
           (select count(*) from identity where identifier like 'CUT-%') as identities`
  expect(row).toEqual({ profiles: 300, identities: 300 })
})

test('an entry that fails through no fault of its own is tried five times, and then keeps no other waiting', async () => {
  const id = await take(
    'email',
    many(3, (index) => ({ email: `fault${index}@example.com` })),
  )
  await shop.sql`update profile_batch_item set body = null where batch_id = ${id} and position = 1`
  for (let rounds = 1; rounds < 5; rounds += 1) {
    await expect(shop.runJobs()).rejects.toThrow()
    expect(await resultOf(id)).toMatchObject({ status: 'processing', created_count: 1, refused_count: 0 })
  }
  await expect(shop.runJobs()).rejects.toThrow()
  await shop.runJobs()
  const done = await resultOf(id)
  expect(done).toMatchObject({ status: 'finished', created_count: 2, refused_count: 1 })
  expect(done.items[1].refusal.code).toBe('server_error')
})

test('numbers are written back while the members are merged: each number is with who is there', async () => {
  const members = await Promise.all(
    many(24, (index) => ({ email: `merging${index}@example.com` })).map(
      async (fields) => (await shop.post('profiles', fields)).body.data.id as string,
    ),
  )
  const id = await take(
    'pos-customer',
    members.map((profileId, index) => ({
      id: profileId,
      identities: [{ handle: 'pos-customer', identifier: `M-${index}` }],
    })),
  )
  const pairs = members.slice(0, 12).map((loser, index) => [loser, members[index + 12] ?? ''] as const)
  const [merges] = await Promise.all([
    Promise.all(pairs.map(([loser, winner]) => merge(shop, loser, winner))),
    shop.runJobs(),
  ])
  expect([...new Set(merges.map(({ status }) => status))]).toEqual([200])
  expect(await resultOf(id)).toMatchObject({ status: 'finished', updated_count: 24, refused_count: 0 })
  for (const [index, [, winner]] of pairs.entries()) {
    const { identities } = (await shop.get(`profiles/${winner}`)).body.data
    const numbers = identities.map(({ identifier }: { identifier: string }) => identifier).toSorted()
    expect(numbers).toEqual([`M-${index}`, `M-${index + 12}`].toSorted())
  }
})
