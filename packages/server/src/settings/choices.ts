// What a tenant may choose, each with what it is until somebody chooses, and what it may be.
import { minorFromMajor } from '@tillside/money/money'
import { parseEarnRate, parseRate, type ExchangeRate } from '@tillside/rules/points'

import type { SettingRow } from './store.ts'

/** A setting that may be changed. Settings are kept as text; `read` gives null for what is not allowed. */
interface Choice<T> {
  readonly handle: string
  readonly fallback: string
  /** What it may be, for whoever sent something else. */
  readonly allowed: string
  /** Amounts are read in the tenant's currency. */
  readonly read: (text: string, currency: string) => T | null
}

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number | null => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    return value >= min && value <= max ? value : null
  }

const whole = (handle: string, fallback: number, min: number, max: number): Choice<number> => ({
  handle,
  fallback: String(fallback),
  allowed: `a whole number from ${min} to ${max}`,
  read: wholeNumber(min, max),
})

const amountPattern = /^\d{1,9}(\.\d{1,3})?$/

/** Minor units, above zero. */
const amount = (handle: string, fallback: string): Choice<number> => ({
  handle,
  fallback,
  allowed: 'an amount above 0, with no more decimals than the currency has',
  read: (text, currency) => (amountPattern.test(text) ? minorFromMajor(Number(text), currency) || null : null),
})

/** Points for each 1.00 charged; zero earns nothing. */
export const earnRate: Choice<ExchangeRate> = {
  handle: 'points.earn_rate',
  fallback: '1',
  allowed: 'a decimal number, 0 or more',
  read: parseEarnRate,
}

/** Money for each point. */
export const exchangeRate: Choice<ExchangeRate> = {
  handle: 'points.exchange_rate',
  fallback: '0.01',
  allowed: 'a decimal number above 0',
  read: parseRate,
}

const hoursPerYear = 8_760

/** A redemption that no sale has named after this time is listed as unmatched, for staff to look at. */
export const unmatchedAfterHours = whole('redemptions.unmatched_after_hours', 24, 1, hoursPerYear)

/** Changes are told of for so long; a receiver that was away for longer reads everything anew. */
export const keepDays = whole('changes.keep_days', 30, 1, 3_650)

/** What was told is kept for so long, to be looked at and told again. */
export const webhookKeepDays = whole('webhooks.keep_days', 30, 1, 3_650)

const offlineModes = ['off', 'reserve', 'risk'] as const
const minutesPerWeek = 10_080

/** Redeeming while the server cannot be reached: whether it may be, and within what. */
export const offline = {
  mode: {
    handle: 'offline.mode',
    fallback: 'off',
    allowed: `one of ${offlineModes.join(', ')}`,
    read: (text: string) => offlineModes.find((mode) => mode === text) ?? null,
  },
  count: whole('offline.count', 5, 1, 1_000),
  amountPerSale: amount('offline.amount_per_sale', '50'),
  amountTotal: amount('offline.amount_total', '100'),
  validMinutes: whole('offline.valid_minutes', 720, 1, minutesPerWeek),
  graceMinutes: whole('offline.grace_minutes', 1_440, 0, minutesPerWeek),
  ceilingMember: amount('offline.ceiling_member', '100'),
  ceilingDevice: amount('offline.ceiling_device', '500'),
  ceilingDay: amount('offline.ceiling_day', '2000'),
}

/** Beside what may be chosen: an empty text, for none. */
const orNone = <T>({ allowed, read, ...choice }: Choice<T>): Choice<{ readonly value: T | null }> => ({
  ...choice,
  fallback: '',
  allowed: `${allowed}, or empty for none`,
  read: (text, currency) => {
    if (text === '') return { value: null }
    const value = read(text, currency)
    return value === null ? null : { value }
  },
})

const percentMax = 100

/** The shop's rules for using value at a till, which the server's redemption never sees. */
export const redeemCaps = {
  amountMax: orNone(amount('redeem.amount_max', '')),
  percentMax: orNone(whole('redeem.percent_max', percentMax, 1, percentMax)),
  step: orNone(amount('redeem.step', '')),
}

const nameLengthMax = 255

/** What receipts and screens call the shop. */
export const shopName: Choice<string> = {
  handle: 'shop.name',
  fallback: '',
  allowed: `a text of up to ${nameLengthMax} characters`,
  read: (text) => (text.length <= nameLengthMax ? text : null),
}

/** A host by its letters: `*` and `;` can stand in a URL, and would mean more in a policy than one page. */
const originPattern = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/

/** As a browser sends it: scheme, host and port, and nothing more. */
const isOrigin = (text: string): boolean =>
  originPattern.test(text) && URL.canParse(text) && new URL(text).origin === text

/** Pages that may hold the staff portal. */
export const portalOrigins: Choice<readonly string[]> = {
  handle: 'portal.origins',
  fallback: '',
  allowed: 'origins with blanks between them, such as https://pos.example http://localhost:4020, or empty for none',
  read: (text) => {
    const origins = text.split(/\s+/).filter((part) => part !== '')
    return origins.every(isOrigin) ? origins : null
  },
}

export const choices: readonly Choice<unknown>[] = [
  earnRate,
  exchangeRate,
  unmatchedAfterHours,
  keepDays,
  webhookKeepDays,
  ...Object.values(offline),
  ...Object.values(redeemCaps),
  shopName,
  portalOrigins,
]

/** What a tenant has chosen, or what it is until then. */
export function chosen<T>(rows: readonly SettingRow[], choice: Choice<T>): T {
  const text = rows.find((row) => row.handle === choice.handle)?.value ?? choice.fallback
  const value = choice.read(text, rows.find((row) => row.handle === 'currency')?.value ?? '')
  if (value === null) throw new Error(`the setting ${choice.handle} is not ${choice.allowed}`)
  return value
}
