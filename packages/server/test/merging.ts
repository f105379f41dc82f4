// Two members who turn out to be one person, for the tests of what becomes of what they had.
import { expect } from 'vitest'

import type { Answer, CallOptions, Shop } from './shop.ts'

/** Everything that can be with a member, added up over all of their rows. */
export interface Sums {
  readonly rewards: number
  readonly points: number
  readonly benefits: number
  readonly entries: number
  readonly moved: number
  readonly redemptions: number
  readonly sales: number
  readonly identities: number
  readonly allowances: number
}

export const merge = (shop: Shop, loser: string, winner: string, options?: CallOptions): Promise<Answer> =>
  shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: winner }, options)

/** The same, when it must be done. */
export async function merged(shop: Shop, loser: string, winner: string): Promise<Answer['body']> {
  const { status, body } = await merge(shop, loser, winner)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.data.id).toBe(winner)
  return body.data
}

/** What these members have together, counted by the database. */
export async function sumsOf(shop: Shop, ...profileIds: readonly string[]): Promise<Sums> {
  const ids = [...profileIds]
  const [row] = await shop.sql<Sums[]>`
    select (select coalesce(sum(value_remaining), 0) from reward where profile_id = any(${ids}::uuid[]))::bigint as rewards,
           (select coalesce(sum(value_remaining), 0) from point where profile_id = any(${ids}::uuid[]))::bigint as points,
           (select coalesce(sum(redemptions_remaining), 0) from benefit where profile_id = any(${ids}::uuid[]))::bigint as benefits,
           (select count(*) from ledger_entry where profile_id = any(${ids}::uuid[]) and cause <> 'debt_paid') as entries,
           (select coalesce(sum(amount), 0) from ledger_entry where profile_id = any(${ids}::uuid[]))::bigint as moved,
           (select count(*) from redemption where profile_id = any(${ids}::uuid[])) as redemptions,
           (select count(*) from transaction where profile_id = any(${ids}::uuid[])) as sales,
           (select count(*) from identity where profile_id = any(${ids}::uuid[])) as identities,
           (select count(*) from allowance where profile_id = any(${ids}::uuid[])) as allowances`
  if (!row) throw new Error('sums are one row')
  return row
}

export const noSums: Sums = {
  rewards: 0,
  points: 0,
  benefits: 0,
  entries: 0,
  moved: 0,
  redemptions: 0,
  sales: 0,
  identities: 0,
  allowances: 0,
}

/** Until so many connections wait for a lock. */
async function waiting(shop: Shop, count: number): Promise<void> {
  for (;;) {
    const [row] = await shop.sql<{ count: number }[]>`
      select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (row?.count === count) return
  }
}

/** Takes a member's lock; the function that it answers lets go. */
async function holdMember(shop: Shop, profileId: string): Promise<() => Promise<void>> {
  let letGo = (): void => {}
  const end = new Promise<void>((resolve) => (letGo = resolve))
  let done: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve) => {
    done = shop.sql.begin(async (tx) => {
      await tx`select 1 from profile where id = ${profileId} for no key update`
      resolve()
      await end
    })
  })
  return async () => (letGo(), void (await done))
}

/** Sends them while the member is held, each once the one before it stands in line, and lets the line go. */
export async function inLine<T>(
  shop: Shop,
  profileId: string,
  works: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  const letGo = await holdMember(shop, profileId)
  const begun: Promise<T>[] = []
  for (const work of works) {
    begun.push(work())
    await waiting(shop, begun.length)
  }
  await letGo()
  return Promise.all(begun)
}
