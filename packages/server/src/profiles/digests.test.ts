// Digests, as a receiver works them out from its own records.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(() => shop.close())

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const bucketOf = (id: string): string => md5(id).slice(0, 3)
const digestOf = (versions: readonly [id: string, version: number][]): string =>
  versions
    .reduce((sum, [id, version]) => sum ^ BigInt(`0x${md5(`${id}:${version}`).slice(0, 16)}`), 0n)
    .toString(16)
    .padStart(16, '0')

type Bucket = { bucket: string; count: number; digest: string }

const buckets = async (query = ''): Promise<Bucket[]> => (await shop.get(`profiles/digests${query}`)).body.data
const versions = async (bucket: string, more = ''): Promise<[string, number][]> =>
  (await shop.get(`profiles/digests?bucket=${bucket}${more}`)).body.data.map(
    ({ profile_id, version }: { profile_id: string; version: number }) => [profile_id, version],
  )

test('every bucket is there, and an empty one says so', async () => {
  const all = await buckets()
  expect(all).toHaveLength(4_096)
  expect([all[0], all.at(-1)]).toEqual([
    { bucket: '000', count: 0, digest: '0'.repeat(16) },
    { bucket: 'fff', count: 0, digest: '0'.repeat(16) },
  ])
})

test('a digest is what a receiver works out from ids and versions, and changes when a profile does', async () => {
  const ids: string[] = []
  for (let count = 0; count < 40; count += 1) {
    ids.push((await shop.post('profiles', { first_name: 'Mia', email: `mia-${count}@example.com` })).body.data.id)
  }
  const held = async (): Promise<Bucket[]> => (await buckets()).filter(({ count }) => count > 0)
  const expected = (changed?: string): Bucket[] => {
    const names = [...new Set(ids.map(bucketOf))].sort()
    return names.map((bucket) => {
      const own = ids
        .filter((id) => bucketOf(id) === bucket)
        .map((id) => [id, id === changed ? 2 : 1] as [string, number])
      return { bucket, count: own.length, digest: digestOf(own) }
    })
  }
  expect(await held()).toEqual(expected())
  const [id] = ids as [string]
  await shop.put(`profiles/${id}`, { first_name: 'Maya' })
  expect(await held()).toEqual(expected(id))
  expect(await versions(bucketOf(id))).toContainEqual([id, 2])
  await shop.remove(`profiles/${id}`)
  ids.shift()
  expect(await held()).toEqual(expected())
  expect((await versions(bucketOf(id))).map(([other]) => other)).not.toContain(id)
})

test('value counts only where it is asked for', async () => {
  const id = await programme.member()
  const before = await buckets()
  await programme.reward(id, 10)
  const read = await shop.get(`profiles/${id}`)
  expect([read.body.data.version, read.body.data.profile_version]).toEqual([1, 0])
  expect(await buckets()).toEqual(before)
  expect(await versions(bucketOf(id))).toContainEqual([id, 0])
  expect(await versions(bucketOf(id), '&types=profile,balance')).toContainEqual([id, 1])
  const [counted] = (await buckets('?types=balance')).filter(({ bucket }) => bucket === bucketOf(id))
  expect(counted?.digest).toBe(digestOf(await versions(bucketOf(id), '&types=balance')))
})

test('what a command answers carries the version that its commit gives', async () => {
  const created = (await shop.post('profiles', { first_name: 'Leo', email: 'leo@example.com' })).body.data
  expect([created.version, created.profile_version]).toEqual([1, 1])
  await programme.reward(created.id, 10)
  const changed = (await shop.put(`profiles/${created.id}`, { first_name: 'Leon' })).body.data
  expect([changed.version, changed.profile_version]).toEqual([3, 3])
  expect((await shop.get(`profiles/${created.id}`)).body.data).toEqual(changed)
  const same = (await shop.put(`profiles/${created.id}`, { first_name: 'Leon' })).body.data
  expect([same.version, same.profile_version]).toEqual([3, 3])
})

test('a bucket that is none, and a type that is none, are refused', async () => {
  for (const query of ['bucket=0AF', 'bucket=0a', 'bucket=0af0', 'bucket[]=0af', 'types=nothing']) {
    const { status, body } = await shop.get(`profiles/digests?${query}`)
    expect([status, body.code, Object.keys(body.errors)], query).toEqual([
      422,
      'validation_failed',
      [query.split(/[=[]/)[0]],
    ])
  }
})
