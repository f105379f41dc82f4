// Many profiles at once: taken now, written one after the other, and each is answered for.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { changesAfter, newestChange } from '../../test/changes.ts'
import { merged } from '../../test/merging.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (fields: Record<string, unknown> = {}) => {
  const { status, body } = await shop.post('profiles', { email: `batch${(count += 1)}@example.com`, ...fields })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.data
}
const pos = (identifier: string, more: object = {}) => ({ handle: 'pos-customer', identifier, ...more })
const read = async (profileId: string) => (await shop.get(`profiles/${profileId}`)).body.data

async function take(match_criteria: string, profiles: readonly object[], token?: string): Promise<number> {
  const { status, body } = await shop.post('profiles/batch', { match_criteria, profiles }, token ? { token } : {})
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.batch_id
}
const resultOf = async (id: number) => (await shop.get(`profiles/batches/${id}`)).body.data
/** What became of a batch, once the server has been at it. */
async function write(match_criteria: string, profiles: readonly object[], token?: string) {
  const id = await take(match_criteria, profiles, token)
  await shop.runJobs()
  return resultOf(id)
}
const told = (item: { outcome: string; refusal: { code: string; errors?: object } | null }) =>
  item.refusal === null ? item.outcome : [item.refusal.code, ...Object.keys(item.refusal.errors ?? {})]

test('a batch is taken with the words that integrations know, and waits until the server writes it', async () => {
  const { body } = await shop.post('profiles/batch', {
    match_criteria: 'email',
    profiles: [{ email: 'a@example.com' }],
  })
  expect(body.data.message).toBe('Profiles queued for batch import.')
  expect(await resultOf(body.data.batch_id)).toMatchObject({
    status: 'queued',
    count: 1,
    items: [{ position: 0, outcome: null, profile_id: null, refusal: null }],
    finished_at: null,
  })
  await shop.runJobs()
  const done = await resultOf(body.data.batch_id)
  expect(done).toMatchObject({ status: 'finished', created_count: 1, items: [{ outcome: 'created' }] })
  expect((await read(done.items[0].profile_id)).email).toBe('a@example.com')
})

test('by e-mail, whatever the case of its letters: who is there is changed, who is not is enrolled', async () => {
  const known = await enrol({ email: 'Known@example.com', first_name: 'Ada' })
  const done = await write('email', [
    { email: 'known@EXAMPLE.com', last_name: 'Walker' },
    { email: 'new@example.com', first_name: 'Grace', joined_at: '2020-01-02 00:00:00' },
  ])
  expect(done).toMatchObject({ created_count: 1, updated_count: 1, refused_count: 0 })
  expect(await read(known.id)).toMatchObject({ first_name: 'Ada', last_name: 'Walker', email: 'Known@example.com' })
  expect(await read(done.items[1].profile_id)).toMatchObject({ first_name: 'Grace', joined_at: '2020-01-02 00:00:00' })
})

test('by an identity: the card as it is scanned finds its member, and a new one comes with the member', async () => {
  const known = await enrol({ identities: [pos('042100005264')] })
  const done = await write('pos-customer', [
    { identities: [pos('0042100005264')], company: 'Looms' },
    { identities: [pos('C-2')], email: 'c2@example.com' },
    { identities: [pos('C-3')] },
    { identities: [{ handle: 'other', identifier: 'C-4' }], email: 'c4@example.com' },
    { email: 'c5@example.com' },
  ])
  expect(done.items.map(told)).toEqual([
    'updated',
    'created',
    ['validation_failed', 'email'],
    ['validation_failed', 'identities'],
    ['validation_failed', 'identities'],
  ])
  expect((await read(known.id)).company).toBe('Looms')
  const scanned = await shop.post('profiles/search-id', { type: 'pos-customer', id: 'C-2' })
  expect(scanned.body.data.id).toBe(done.items[1].profile_id)
})

test('a till system writes its customer numbers back, by the ids that it was told, and as often as it likes', async () => {
  const members = await Promise.all(Array.from({ length: 30 }, () => enrol()))
  const entries = members.map(({ id }, index) => ({ id, identities: [pos(`POS-${index}`)] }))
  for (let times = 0; times < 2; times += 1) {
    const done = await write('pos-customer', entries)
    expect(done).toMatchObject({ count: 30, updated_count: 30, refused_count: 0 })
    expect(done.items.map((item: { profile_id: string }) => item.profile_id)).toEqual(members.map(({ id }) => id))
  }
  const { identities } = await read(members[7].id)
  expect(identities.map(({ handle, identifier }: Record<string, unknown>) => [handle, identifier])).toEqual([
    ['pos-customer', 'POS-7'],
  ])
})

test('an entry that is refused says why, field by field, and keeps no other from being written', async () => {
  await enrol({ mobile_phone: '0415 000 001', identities: [pos('TAKEN')] })
  const one = await enrol()
  const done = await write('email', [
    { id: one.id, mobile_phone: '0415 000 001' },
    { id: one.id, mobile_phone: 'twelve' },
    { id: one.id, company: 'Not written', identities: [pos('OWN'), pos('TAKEN')] },
    { id: one.id, preferred_location_id: 4_711 },
    { id: '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44', company: 'Nobody' },
    { id: one.id, birth_day: 31, birth_month: 2 },
    { id: one.id, company: 'Looms' },
  ])
  expect(done.items.map(told)).toEqual([
    ['mobile_phone_taken', 'mobile_phone'],
    ['validation_failed', 'mobile_phone'],
    ['identity_taken', 'identities.1.identifier'],
    ['reference_unknown', 'preferred_location_id'],
    ['reference_unknown', 'id'],
    ['validation_failed', 'birth_day'],
    'updated',
  ])
  expect(done).toMatchObject({ updated_count: 1, refused_count: 6 })
  expect(await read(one.id)).toMatchObject({ company: 'Looms', identities: [] })
})

test('the last word on one person counts', async () => {
  const done = await write(
    'email',
    Array.from({ length: 9 }, (_, index) => ({ email: 'often@example.com', company: `Company ${index}` })),
  )
  expect(done).toMatchObject({ created_count: 1, updated_count: 8 })
  expect((await read(done.items[0].profile_id)).company).toBe('Company 8')
})

test('an entry may delete its member, who is gone as if by hand', async () => {
  const gone = await enrol({ identities: [pos('GONE')] })
  const done = await write('pos-customer', [
    { identities: [pos('GONE')], profile_type: 'deleted' },
    { identities: [pos('GONE')], profile_type: 'deleted' },
  ])
  expect(done.items.map(told)).toEqual(['deleted', ['not_found']])
  expect((await shop.get(`profiles/${gone.id}`)).status).toBe(404)
})

test('a batch can do no more than the token that brought it', async () => {
  const known = await enrol({ first_name: 'Ada' })
  const token = await shop.tokenWith(['create-profiles'])
  const done = await write(
    'email',
    [{ id: known.id, first_name: 'Eve' }, { id: known.id, profile_type: 'deleted' }, { email: 'by-token@example.com' }],
    token,
  )
  expect(done.items.map(told)).toEqual([['scope_missing'], ['scope_missing'], 'created'])
  expect(done.items[0].refusal.details).toEqual({ scope: 'update-profiles' })
  expect((await read(known.id)).first_name).toBe('Ada')
  expect((await shop.get(`profiles/batches/${done.id}`, { token })).status).toBe(403)
})

test('who was merged is written to as who they are now, and keeps the winner’s address', async () => {
  const winner = await enrol({ email: 'winner@example.com' })
  const loser = await enrol({ email: 'loser@example.com', identities: [pos('L-1')] })
  await merged(shop, loser.id, winner.id)
  const done = await write('email', [
    { id: loser.id, identities: [pos('L-2')] },
    { email: 'loser@example.com', company: 'Looms' },
  ])
  expect(done.items.map(({ profile_id }: { profile_id: string }) => profile_id)).toEqual([winner.id, winner.id])
  expect(await read(winner.id)).toMatchObject({ email: 'winner@example.com', company: 'Looms' })
  expect((await read(winner.id)).identities).toHaveLength(2)
})

test('what a batch changes is news in the name of the token that brought it', async () => {
  const known = await enrol()
  const before = await newestChange(shop)
  await write('email', [{ id: known.id, identities: [pos('NEWS')] }])
  const changes = await changesAfter(shop, before)
  expect(changes.map(({ profile_id, events }) => [profile_id, events])).toEqual([
    [known.id, ['profile.updated', 'identity.created']],
  ])
  const [row] = await shop.sql`select namespace from change where number > ${before}`
  expect(row?.['namespace']).toBe('test')
})

test('what entries said of people is not kept once they are written, and results go after thirty days', async () => {
  const done = await write('email', [{ email: 'private@example.com' }, { id: '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44' }])
  const rows = await shop.sql`select body from profile_batch_item where batch_id = ${done.id}`
  expect(rows.map((row) => row['body'])).toEqual([null, null])
  shop.wait(31 * 86_400_000)
  await shop.runJobs()
  expect((await shop.get(`profiles/batches/${done.id}`)).status).toBe(404)
})

test('a batch of the wrong form is refused as a whole and names its field', async () => {
  const faults = async (body: object) => {
    const answer = await shop.post('profiles/batch', body)
    return [answer.status, ...Object.keys(answer.body.errors)]
  }
  const some = { email: 'form@example.com' }
  const profiles = (length: number) => Array.from({ length }, () => some)
  expect(await faults({ match_criteria: 'email', profiles: [some, { email: 'no' }] })).toEqual([
    422,
    'profiles.1.email',
  ])
  expect(await faults({ match_criteria: 'email', profiles: profiles(501) })).toEqual([422, 'profiles'])
  expect(await faults({ match_criteria: 'email', profiles: [] })).toEqual([422, 'profiles'])
  expect(await faults({ profiles: [some] })).toEqual([422, 'match_criteria'])
  expect((await shop.get('profiles?filter[email]=form@example.com')).body.meta.total).toBe(0)
  expect((await write('email', profiles(500))).count).toBe(500)
})

test('the same batch under the same key is taken once', async () => {
  const batch = { match_criteria: 'email', profiles: [{ email: 'keyed@example.com' }] }
  const [first, again] = [
    await shop.post('profiles/batch', batch, { key: 'batch-once' }),
    await shop.post('profiles/batch', batch, { key: 'batch-once' }),
  ]
  expect(again.body).toEqual(first.body)
})
