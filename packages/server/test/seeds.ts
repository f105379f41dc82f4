// One of everything, so that requests reach what lies behind "not found".
import type { Shop } from './shop.ts'

interface Seed {
  readonly post: string
  readonly body: (known: Readonly<Record<string, string | number>>) => Record<string, unknown>
  /** The name under which paths and bodies speak of it. */
  readonly as: string
}

/** What stands in the places of paths that are not ids. A setting, a card and a definition can share a handle. */
export const words = {
  handle: 'currency',
  identifier: '9312345000012',
  external_id: '14-3-000981',
  attribute: 'type',
  type: 'reward',
} as const

const member = (first: string) => ({ first_name: first, last_name: 'Lovelace', email: `${first}@example.com` })
const timezone = 'Australia/Sydney'
const line = { name: 'Shirt', quantity: 2, price_current: 40, price_sell: 40, sku: 'SHIRT-M', external_id: 'line-1' }
const receipt = { total: 80, transacted_at: '2025-07-04 11:15:00', timezone }

const seeds: readonly Seed[] = [
  { post: 'systems', body: () => ({ name: 'POS', handle: 'pos' }), as: 'system_id' },
  { post: 'tags', body: () => ({ name: 'VIP', handle: 'vip' }), as: 'tag_id' },
  { post: 'locations', body: () => ({ name: 'Bourke Street', external_id: 'L-1' }), as: 'location_id' },
  {
    post: 'staff',
    body: () => ({ first_name: 'Grace', last_name: 'Hopper', email: 'grace@example.com' }),
    as: 'staff_id',
  },
  { post: 'products', body: () => ({ title: 'Shirt', handle: 'shirt' }), as: 'product_id' },
  { post: 'products/{product_id}/variants', body: () => ({ sku: 'SHIRT-M', title: 'M', price: 40 }), as: 'variant_id' },
  { post: 'profiles', body: () => member('byron'), as: 'other_profile_id' },
  { post: 'profiles', body: () => member('ada'), as: 'profile_id' },
  {
    post: 'profiles/{profile_id}/identities',
    body: () => ({ handle: words.handle, identifier: words.identifier }),
    as: 'identity_id',
  },
  {
    post: 'rewards/definitions',
    body: () => ({ handle: 'tenner', name: '$10 off', value: 10, type: 'bonus', period: 90 }),
    as: 'reward_definition_id',
  },
  { post: 'points/definitions', body: () => ({ handle: 'extra', name: 'Extra points' }), as: 'point_definition_id' },
  {
    post: 'benefits/definitions',
    body: () => ({ handle: words.handle, name: 'Free hemming', period: 90, max_redemptions: 9 }),
    as: 'benefit_definition_id',
  },
  {
    post: 'rewards',
    body: ({ profile_id, reward_definition_id }) => ({
      profile_id,
      reward_definition_id,
      timezone,
      value_initial: 5_000,
    }),
    as: 'reward_id',
  },
  {
    post: 'points',
    body: ({ profile_id, point_definition_id }) => ({
      profile_id,
      point_definition_id,
      value_initial: 500,
      issued_at: '2025-07-01 10:00:00',
      timezone,
    }),
    as: 'point_id',
  },
  {
    post: 'benefits',
    body: ({ profile_id, benefit_definition_id }) => ({
      profile_id,
      benefit_definition_id,
      issued_at: '2025-07-01 10:00:00',
      timezone,
    }),
    as: 'benefit_id',
  },
  { post: 'profiles/{profile_id}/redeem', body: () => ({ amount: 10 }), as: 'redemption_id' },
  { post: 'profiles/{profile_id}/allowances', body: () => ({ device: 'till-3', amount: 10 }), as: 'allowance_id' },
  {
    post: 'transactions',
    body: ({ profile_id, redemption_id, location_id, staff_id }) => ({
      ...receipt,
      profile_id,
      redemption_id,
      location_id,
      staff_id,
      external_id: words.external_id,
      total: 70,
      items: [line],
    }),
    as: 'transaction_id',
  },
  {
    post: 'webhooks',
    body: () => ({ trigger: 'profile.updated', url: 'http://127.0.0.1:9/hooks', namespace: 'pos' }),
    as: 'webhook_id',
  },
  // A sale that names a redemption which nobody knows becomes an exception.
  {
    post: 'transactions',
    body: ({ profile_id }) => ({
      ...receipt,
      profile_id,
      redemption_id: 999_999,
      external_id: '14-3-000982',
      items: [line],
    }),
    as: 'odd_transaction_id',
  },
]

/** Makes what the contract knows how to make; says under which names. */
export async function sow(shop: Shop): Promise<Record<string, string | number>> {
  const known: Record<string, string | number> = {}
  await shop.put('settings/offline.mode', { value: 'reserve' })
  for (const seed of seeds) {
    const path = seed.post.replaceAll(/\{([^}]+)\}/g, (_, name: string) => String(known[name]))
    const { status, body } = await shop.post(path, seed.body(known))
    if (status >= 300) throw new Error(`the seed ${seed.post} was refused with ${status}: ${JSON.stringify(body)}`)
    known[seed.as] = body.data.id
  }
  const [item] = (await shop.get(`transactions/${known['transaction_id']}/items`)).body.data
  const [exception] = (await shop.get('exceptions')).body.data
  return { ...known, item_id: item.id, exception_id: exception.id, definition_id: 1, row_id: known['reward_id'] ?? 1 }
}
