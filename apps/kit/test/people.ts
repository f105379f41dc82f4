// Staff of a test shop, with names that one can tell apart on a screen.
import type { Role } from '@tillside/rules/roles'

import type { Shop } from '../../../packages/server/test/shop.ts'

export interface Person {
  readonly first: string
  readonly last: string
  readonly number: string
  readonly role: Role
  readonly pin: string
  readonly badge: string
}

export const grace: Person = {
  first: 'Grace',
  last: 'Okafor',
  number: '2207',
  role: 'manager',
  pin: '7391',
  badge: 'BADGE-2207',
}
export const tom: Person = {
  first: 'Tom',
  last: 'Bergström',
  number: '2208',
  role: 'cashier',
  pin: '2846',
  badge: 'BADGE-2208',
}
export const mei: Person = {
  first: 'Mei',
  last: 'Tan',
  number: '2209',
  role: 'supervisor',
  pin: '5164',
  badge: 'BADGE-2209',
}

/** Makes them, with what they sign in by. */
export async function employ(shop: Shop, people: readonly Person[]): Promise<void> {
  for (const { first, last, number, role, pin, badge } of people) {
    const identities = [{ handle: 'staff', identifier: number }]
    const { body } = await shop.post('staff', { first_name: first, last_name: last, identities })
    const { status } = await shop.put(`staff/${number}/access`, { role, pin, badge })
    if (status !== 200) throw new Error(`${first} was given no access: ${JSON.stringify(body)}`)
  }
}
