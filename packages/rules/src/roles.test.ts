import { expect, test } from 'vitest'

import { mayDo, permissions, permissionsOf, roles } from './roles.ts'

test('a cashier sells and takes goods back, and changes no price', () => {
  expect(permissionsOf('cashier')).toEqual([
    'sell',
    'redeem',
    'enrol',
    'edit_profile',
    'return',
    'training',
    'end_of_day',
  ])
  expect(mayDo('cashier', 'price_override')).toBe(false)
})

test('a supervisor may also change prices and sales, and only a manager gives back late', () => {
  expect(
    ['price_override', 'discount', 'void_sale', 'move_sale'].every((name) =>
      permissionsOf('supervisor').includes(name as never),
    ),
  ).toBe(true)
  expect(roles.filter((role) => mayDo(role, 'reverse_late'))).toEqual(['manager'])
})

test('each role may do all that the one before it may, and the manager everything', () => {
  for (const [index, role] of roles.slice(1).entries()) {
    const below = roles[index] ?? role
    expect(permissionsOf(role).slice(0, permissionsOf(below).length)).toEqual(permissionsOf(below))
  }
  expect(permissionsOf('manager')).toEqual(permissions)
})
