// The sample programme itself: stores, staff, and what can be given. The shop and everybody in it are made up, and every
// name says so.

export const shopName = 'Sample & Daughters'

export interface SampleStore {
  /** The number that receipts begin with. */
  readonly number: number
  readonly name: string
  readonly city: string
  readonly state: string
  readonly postcode: string
  readonly timezone: string
  readonly staff: readonly string[]
}

export const stores: readonly SampleStore[] = [
  {
    number: 14,
    name: 'Carlton',
    city: 'Carlton',
    state: 'VIC',
    postcode: '3053',
    timezone: 'Australia/Melbourne',
    staff: ['2207', '2208', '2209'],
  },
  {
    number: 15,
    name: 'Surry Hills',
    city: 'Surry Hills',
    state: 'NSW',
    postcode: '2010',
    timezone: 'Australia/Sydney',
    staff: ['3101', '3102'],
  },
  {
    number: 16,
    name: 'Fremantle',
    city: 'Fremantle',
    state: 'WA',
    postcode: '6160',
    timezone: 'Australia/Perth',
    staff: ['4101', '4102'],
  },
]

/** Number and name of everybody who sells. */
export const staff: readonly (readonly [number: string, firstName: string, lastName: string])[] = [
  ['2207', 'Grace', 'Okafor'],
  ['2208', 'Tom', 'Bergström'],
  ['2209', 'Mei', 'Tan'],
  ['3101', 'Luca', 'Ferraro'],
  ['3102', 'Aroha', 'Walker'],
  ['4101', 'Priya', 'Nair'],
  ['4102', 'Jack', 'Doyle'],
]

/** Who can sign in on a till, and with which PIN; a badge is `BADGE-` and the number. */
export const staffAccess = [
  { number: '2207', role: 'manager', pin: '7391' },
  { number: '2208', role: 'cashier', pin: '2846' },
  { number: '2209', role: 'supervisor', pin: '5164' },
  { number: '3101', role: 'manager', pin: '8053' },
  { number: '3102', role: 'cashier', pin: '6217' },
  { number: '4101', role: 'manager', pin: '9426' },
  { number: '4102', role: 'cashier', pin: '5738' },
] as const

export const rewardDefinitions = [
  { name: 'Sample welcome reward', handle: 'welcome', value: 20, type: 'activation', period: 60, is_extendable: true },
  { name: 'Sample birthday reward', handle: 'birthday', value: 15, type: 'birthday', period: 30 },
  {
    name: 'Sample service recovery',
    handle: 'service-recovery',
    value: 50,
    type: 'customer-service',
    period: 12,
    period_type: 'months',
    is_extendable: true,
    extend_days: 30,
  },
]

export const benefitDefinitions = [
  {
    name: 'Sample free hemming',
    handle: 'free-hemming',
    type: 'gift',
    period: 12,
    period_type: 'months',
    max_redemptions: 3,
    redeem_code_pos: 'HEMFREE',
  },
  {
    name: 'Sample birthday gift',
    handle: 'birthday-gift',
    type: 'gift',
    period: 30,
    max_redemptions: 1,
    redeem_code_pos: 'BDAYGIFT',
  },
  {
    name: 'Sample late-night shopping',
    handle: 'late-night',
    type: 'event',
    period: 45,
    max_redemptions: 1,
    // Fewer places than invitations: the last members to come find it sold out.
    max_global_redemptions: 8,
    redeem_code_pos: 'LATENIGHT',
  },
]
