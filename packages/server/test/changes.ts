// What changed, as a receiver of the feed hears of it.
import { expect } from 'vitest'

import type { Shop } from './shop.ts'

export interface Told {
  readonly number: number
  readonly profile_id: string | null
  readonly version: number | null
  readonly types: string[]
  readonly events: string[]
}

/** Everything after a number, page by page, once the server has numbered it. */
export async function changesAfter(shop: Shop, after: number, types?: string): Promise<Told[]> {
  await shop.runJobs()
  const told: Told[] = []
  for (let next = after; ;) {
    const query = `changes?after=${next}&limit=1000${types === undefined ? '' : `&types=${types}`}`
    const { status, body } = await shop.get(query)
    expect(status, JSON.stringify(body)).toBe(200)
    told.push(...body.data)
    next = body.meta.next_after
    if (next === body.meta.newest) return told
  }
}

/** The number that was given last. */
export async function newestChange(shop: Shop): Promise<number> {
  await shop.runJobs()
  return (await shop.get('changes?limit=1')).body.meta.newest
}

/** The events of what is done, in the order of their changes, each with the member's version. */
export async function newsOf(shop: Shop, deed: () => Promise<unknown>): Promise<string[][]> {
  const before = await newestChange(shop)
  await deed()
  return (await changesAfter(shop, before)).map(({ events }) => events)
}
