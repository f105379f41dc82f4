/**
 * What staff may do by their role. The server holds every request against it; the screens ask it what to show and whom to
 * call for help. A role may do all that the one before it may.
 */

/** From the least to the most. */
export const roles = ['cashier', 'supervisor', 'manager'] as const
export type Role = (typeof roles)[number]

/** What each role adds to the one before it. */
const added = {
  cashier: ['sell', 'redeem', 'enrol', 'edit_profile', 'return', 'training', 'end_of_day'],
  supervisor: ['price_override', 'discount', 'void_sale', 'move_sale'],
  manager: ['reverse_late'],
} as const satisfies Record<Role, readonly string[]>

/** One thing that a screen asks before it lets somebody do it. */
export type Permission = (typeof added)[Role][number]

export const permissions: readonly Permission[] = roles.flatMap((role) => [...added[role]])

/** In the order of `permissions`. */
export const permissionsOf = (role: Role): readonly Permission[] =>
  roles.slice(0, roles.indexOf(role) + 1).flatMap((below) => [...added[below]])

export const mayDo = (role: Role, permission: Permission): boolean => permissionsOf(role).includes(permission)

/** How long somebody stays signed in on a device: a long shift, and never the next morning. */
export const sessionMsMax = 12 * 60 * 60 * 1000

/** How long what somebody else has allowed may be done. */
export const approvalMs = 60 * 1000
