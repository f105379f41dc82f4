// The tenant's choices. Those that decide about value are read in the transaction that uses them.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { parseEarnRate, parseRate, type ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import {
  findSettingByHandle,
  insertMissingSettings,
  listSettings,
  type SettingRow,
  updateSettingValue,
} from './store.ts'

/** Points for each 1.00 charged, and money for each point. */
export interface PointRates {
  readonly earn: ExchangeRate
  readonly exchange: ExchangeRate
}

interface RateSetting {
  readonly handle: string
  readonly fallback: string
  readonly parse: (text: string) => ExchangeRate | null
}
/** Zero earns nothing. */
const earnRate: RateSetting = { handle: 'points.earn_rate', fallback: '1', parse: parseEarnRate }
const exchangeRate: RateSetting = { handle: 'points.exchange_rate', fallback: '0.01', parse: parseRate }
const rateSettings = [earnRate, exchangeRate]
const fixedHandles = new Set(['currency', 'timezone', 'region'])

function rateOf(rows: readonly SettingRow[], { handle, fallback, parse }: RateSetting): ExchangeRate {
  const rate = parse(rows.find((row) => row.handle === handle)?.value ?? fallback)
  if (!rate) throw new Error(`the setting ${handle} is not a rate`)
  return rate
}

const ratesOf = (rows: readonly SettingRow[]): PointRates => ({
  earn: rateOf(rows, earnRate),
  exchange: rateOf(rows, exchangeRate),
})

export async function readPointRates(db: Db): Promise<PointRates> {
  return ratesOf(await listSettings(db, { filters: [] }))
}

/** How points are worth money, and the setting that holds the tenant's currency. */
export async function readExchange(db: Db): Promise<{ exchange: ExchangeRate; currency: SettingRow | undefined }> {
  const rows = await listSettings(db, { filters: [] })
  return { exchange: ratesOf(rows).exchange, currency: rows.find(({ handle }) => handle === 'currency') }
}

/** What a row of points needs besides the rates: the tenant's currency and zone. */
export interface PointTerms extends PointRates {
  readonly currency: string
  readonly timeZone: string
}

export async function readPointTerms(db: Db): Promise<PointTerms> {
  const rows = await listSettings(db, { filters: [] })
  const fixed = (handle: string): string => {
    const row = rows.find((setting) => setting.handle === handle)
    if (!row) throw new Error(`the tenant has no ${handle}`)
    return row.value
  }
  return {
    ...ratesOf(rows),
    currency: fixed('currency'),
    timeZone: fixed('timezone'),
  }
}

export async function changeSetting(
  tx: Tx,
  handle: string,
  value: string,
  now: Instant,
): Promise<Outcome<SettingRow, RefusalCode>> {
  if (!(await findSettingByHandle(tx, handle))) return refuse('not_found')
  if (fixedHandles.has(handle)) return refuse('setting_fixed')
  const isInvalid = rateSettings.some((rate) => rate.handle === handle && rate.parse(value) === null)
  if (isInvalid) return refuse('setting_invalid')
  const row = await updateSettingValue(tx, handle, value, now)
  return row ? accept(row) : refuse('not_found')
}

/**
 * Makes a tenant's settings at the first start and reads them at every later one: its currency, zone and
 * region do not change under the money that is already booked in them.
 */
export async function establishTenant(tx: Tx, wished: Tenant, now: Instant): Promise<Tenant> {
  await insertMissingSettings(
    tx,
    {
      currency: wished.currency,
      timezone: wished.timeZone,
      region: wished.region,
      [earnRate.handle]: earnRate.fallback,
      [exchangeRate.handle]: exchangeRate.fallback,
    },
    now,
  )
  const rows = await listSettings(tx, { filters: [] })
  const value = (handle: string, fallback: string): string =>
    rows.find((row) => row.handle === handle)?.value ?? fallback
  return {
    currency: value('currency', wished.currency),
    timeZone: value('timezone', wished.timeZone),
    region: value('region', wished.region),
  }
}
