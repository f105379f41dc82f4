// What the page of a device may ask of the API: what the device may by itself, what the role of whoever is signed in adds,
// and for a minute what somebody else has allowed. What the role of a screen's user does not reach, the API refuses too.
import type { App } from '@tillside/contract/devices'
import type { Scope } from '@tillside/contract/scopes'
import type { updateTransaction } from '@tillside/contract/transactions'
import { type Permission, permissionsOf, type Role } from '@tillside/rules/roles'

import type { Allowed } from '../http/auth.ts'

/**
 * With nobody signed in. A till finishes what its journal has begun: it records sales, takes value of members whose ids it
 * knows, and gives back what it took itself (`redemptions/undoer.ts`). It reads nothing of anybody: lists of sales and
 * redemptions tell names, addresses and ids, and who has an id can take value.
 */
const ofDevice: Readonly<Record<App, readonly Scope[]>> = {
  till: [
    'read-settings',
    'read-locations',
    'read-products',
    'create-transactions',
    'redeem-strategy',
    'redeem-benefits',
    'return',
  ],
  clienteling: ['read-settings', 'read-locations'],
}

/** What a permission needs of the API; what is not here is done by the page alone. */
const ofPermission: Partial<Readonly<Record<Permission, readonly Scope[]>>> = {
  sell: [
    'read-profiles',
    'read-identities',
    'read-rewards',
    'read-points',
    'read-benefits',
    'read-redemptions',
    'read-transactions',
    'read-ledgers',
    'read-products',
    'read-tags',
  ],
  redeem: ['redeem-strategy', 'redeem-benefits', 'return'],
  enrol: ['create-profiles'],
  edit_profile: ['update-profiles'],
  void_sale: ['update-transactions'],
  move_sale: ['update-transactions'],
  reverse_late: ['reverse-late'],
}

const scopesOf = (permission: Permission): readonly Scope[] => ofPermission[permission] ?? []

const change: (typeof updateTransaction)['name'] = 'updateTransaction'

/** What is narrower than its scope: a supervisor changes sales in every way, and allows one way of it. */
const ofApproval: Partial<Readonly<Record<Permission, Allowed>>> = {
  void_sale: { route: change, fields: ['is_void'] },
  move_sale: { route: change, fields: ['profile_id'] },
}

/** What a request from a page may, as of now. */
export function mayOf(
  app: App,
  role: Role | null,
  approved: Permission | null,
): { readonly scopes: ReadonlySet<Scope>; readonly allowed: Allowed | null } {
  const allowed = approved === null ? null : (ofApproval[approved] ?? null)
  const whole = [
    ...(role === null ? [] : permissionsOf(role)),
    ...(approved === null || allowed !== null ? [] : [approved]),
  ]
  return { scopes: new Set([...ofDevice[app], ...whole.flatMap(scopesOf)]), allowed }
}
