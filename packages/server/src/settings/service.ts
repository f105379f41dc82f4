// The tenant's choices. Those that decide about value are read in the transaction that uses them.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { chosen, choices, earnRate, exchangeRate } from './choices.ts'
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

const fixedHandles = new Set(['currency', 'timezone', 'region'])

const ratesOf = (rows: readonly SettingRow[]): PointRates => ({
  earn: chosen(rows, earnRate),
  exchange: chosen(rows, exchangeRate),
})

export async function readPointRates(db: Db): Promise<PointRates> {
  return ratesOf(await listSettings(db, { filters: [] }))
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
  const choice = choices.find((known) => known.handle === handle)
  if (choice && choice.read(value) === null) {
    return refuse('setting_invalid', { details: { allowed: choice.allowed } })
  }
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
      ...Object.fromEntries(choices.map(({ handle, fallback }) => [handle, fallback])),
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
