// What all members together have of a benefit is kept beside it, and is right at every moment, whoever does what at once.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase } from '../../test/database.ts'
import { findingsOf } from '../../test/doctor.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { openPool } from '../db/open.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(() => shop.close())

const definition = async (id: string) => (await shop.get(`benefits/definitions/${id}`)).body.data

/** Rows that no job has added yet. */
const waiting = async (): Promise<number> => {
  const [row] = await shop.sql<{ count: number }[]>`select count(*) as count from benefit_total_change`
  return row?.count ?? 0
}

test('it is the same before a job has added it up and after, whatever was done', async () => {
  const id = await programme.defineBenefit('hemming', { max_redemptions: 3, max_global_redemptions: 10 })
  const [ada, ben] = [await programme.member(), await programme.member()]
  const [first, second, third] = [
    await programme.benefit(ada, id),
    await programme.benefit(ben, id),
    await programme.benefit(ben, id),
  ]
  const use = (profileId: string, benefitId: number, count: number) =>
    shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`, { count })
  const used = (await use(ada, first, 2)).body.data.id
  const undone = (await use(ben, second, 1)).body.data.id
  await programme.reverse(undone)
  await shop.post(`redemptions/${used}/benefit/return`, { count: 1 })
  await use(ben, third, 3)
  expect((await shop.remove(`benefits/${third}`)).status).toBeLessThan(300)
  const totals = { total_global_created: 3, total_global_redemptions: 4, total_global_redemptions_remaining: 6 }
  const shown = async () => {
    const { body } = await shop.get(`profiles/${ben}/benefits/redeemable`)
    return [await definition(id), body.data[0].total_global_redemptions_remaining]
  }
  const before = await shown()
  expect(before).toEqual([expect.objectContaining(totals), 6])
  expect(await waiting()).toBeGreaterThan(0)
  expect(await findingsOf(shop)).toEqual({})
  await shop.runJobs()
  expect([await waiting(), await shown()]).toEqual([0, before])
  expect(await findingsOf(shop)).toEqual({})
  expect((await shop.post('profiles/merge', { winner_id: ada, loser_id: ben })).status).toBeLessThan(500)
  expect(await findingsOf(shop)).toEqual({})
})

test('while two servers add up, forty members take the last 25 uses, and what comes back is taken again', async () => {
  const id = await programme.defineBenefit('first-25', { max_global_redemptions: 25 })
  const members = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const profileId = await programme.member()
      return { profileId, benefitId: await programme.benefit(profileId, id) }
    }),
  )
  const stops = [shop.startJobs(), shop.startJobs()]
  const adding = new AbortController()
  const jobs = Promise.all(
    [1, 2].map(async () => {
      while (!adding.signal.aborted) await shop.runJobs()
    }),
  )
  const taken = new Map<string, number>()
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(
      members
        .filter(({ profileId }) => !taken.has(profileId))
        .map(async ({ profileId, benefitId }) => {
          const { status, body } = await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`)
          if (status === 201) taken.set(profileId, body.data.id)
          return status
        }),
    )
    expect(new Set(answers)).toEqual(new Set([201, 422]))
    expect(taken.size).toBe(25)
    expect(await definition(id)).toMatchObject({ total_global_redemptions: 25, total_global_redemptions_remaining: 0 })
    const back = [...taken].slice(0, 10)
    await Promise.all(back.map(([, redemptionId]) => programme.reverse(redemptionId)))
    for (const [profileId] of back) taken.delete(profileId)
  }
  expect(await definition(id)).toMatchObject({ total_global_redemptions: 15 })
  adding.abort()
  await Promise.all([jobs, ...stops.map((stop) => stop())])
  await shop.runJobs()
  expect([await waiting(), await findingsOf(shop)]).toEqual([0, {}])
})

test('an upgrade adds up what everybody has', async () => {
  const folder = new URL('../db/migrations/', import.meta.url)
  const own = '0024_benefits_totals.sql'
  const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
  const database = await createTestDatabase()
  const sql = openPool(database.connection, { size: 1 })
  try {
    await sql`create schema before`
    await sql`set search_path to before, public`
    for (const name of readdirSync(folder).sort()) if (name < own) await sql.unsafe(textOf(name))
    await sql`
      insert into benefit_definition (handle, name, currency, created_at, updated_at)
      values ('a', 'A', 'AUD', now(), now()), ('b', 'B', 'AUD', now(), now())`
    await sql`
      with member as (
        insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
        values (gen_random_uuid(), 'Ada', 'Walker', now(), now(), now()) returning id)
      insert into benefit (profile_id, definition_id, currency, redemptions_initial, redemptions_remaining, issued_at, timezone,
        deleted_at, created_at, updated_at)
      select id, 1, 'AUD', 3, 1, now(), 'UTC', deleted_at, now(), now()
      from member cross join (values (null::timestamptz), (null), (now())) d(deleted_at)`
    await sql.unsafe(textOf(own))
    expect([...(await sql`select * from benefit_total`)]).toEqual([{ definition_id: 1, created: 2, used: 6 }])
  } finally {
    await sql.end()
    await database.drop()
  }
})
