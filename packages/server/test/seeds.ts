// One of everything, so that requests reach what lies behind "not found".
import { routes } from '@tillside/contract/routes'

import type { Shop } from './shop.ts'

interface Seed {
  readonly post: string
  readonly body: (known: Readonly<Record<string, string | number>>) => Record<string, unknown>
  /** The name under which paths and bodies speak of it. */
  readonly as: string
}

const member = (first: string) => ({ first_name: first, last_name: 'Lovelace', email: `${first}@example.com` })

const seeds: readonly Seed[] = [
  { post: 'systems', body: () => ({ name: 'POS', handle: 'pos' }), as: 'system_id' },
  { post: 'tags', body: () => ({ name: 'VIP', handle: 'vip' }), as: 'tag_id' },
  { post: 'locations', body: () => ({ name: 'Bourke Street', external_id: 'L-1' }), as: 'location_id' },
  { post: 'staff', body: () => ({ first_name: 'Grace', last_name: 'Hopper', email: 'grace@example.com' }), as: 'staff_id' },
  { post: 'profiles', body: () => member('ada'), as: 'profile_id' },
  { post: 'profiles', body: () => member('byron'), as: 'other_profile_id' },
]

/** Makes what the contract knows how to make; says under which names. */
export async function sow(shop: Shop): Promise<Record<string, string | number>> {
  const known: Record<string, string | number> = {}
  for (const seed of seeds) {
    const path = `/api/v3/${seed.post}`
    if (!routes.some((route) => route.method === 'POST' && route.path === path)) continue
    const { status, body } = await shop.post(seed.post, seed.body(known))
    if (status >= 300) throw new Error(`the seed ${seed.post} was refused with ${status}: ${JSON.stringify(body)}`)
    known[seed.as] = body.data.id
  }
  return known
}
