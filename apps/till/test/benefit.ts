// A benefit that a member has, as the retailer gives one out.
import { expect } from 'vitest'

import { dayMs, formatInstant, instant } from '@tillside/rules/time'

import type { Shop } from '../../../packages/server/test/shop.ts'

export async function giveBenefit(shop: Shop, profileId: string, name: string): Promise<void> {
  const handle = name.toLowerCase().replaceAll(' ', '-')
  const known = await shop.get(`benefits/definitions?filter[handle]=${handle}`)
  const defined = known.body.data[0] ?? (await define(shop, name, handle))
  const issued_at = `${formatInstant(instant(shop.now() - dayMs)).slice(0, 10)} 00:00:00`
  const wish = { profile_id: profileId, benefit_definition_id: defined.id, issued_at, timezone: 'Australia/Sydney' }
  const issued = await shop.post('benefits', wish)
  expect(issued.status, JSON.stringify(issued.body)).toBeLessThan(300)
}

async function define(shop: Shop, name: string, handle: string): Promise<{ readonly id: number }> {
  const { status, body } = await shop.post('benefits/definitions', { name, handle, period: 30 })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body.data
}
