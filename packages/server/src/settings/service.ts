// The tenant's choices. Those that decide about value are read in the transaction that uses them.
import { randomBytes } from 'node:crypto'

import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import {
  chosen,
  choices,
  earnRate,
  exchangeRate,
  keepDays,
  offline,
  portalOrigins,
  redeemCaps,
  shopName,
  webhookKeepDays,
} from './choices.ts'
import {
  findSecret,
  findSettingByHandle,
  insertMissingSecret,
  insertMissingSettings,
  listSettings,
  replaceSecret,
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

/** How many days changes are kept. */
export const readKeepDays = async (db: Db): Promise<number> => chosen(await listSettings(db, { filters: [] }), keepDays)

/** For how long what webhooks were told is kept. */
export const readWebhookKeepDays = async (db: Db): Promise<number> =>
  chosen(await listSettings(db, { filters: [] }), webhookKeepDays)

/** What the tenant allows while the server cannot be reached. Amounts are minor units. */
export interface OfflineTerms {
  readonly mode: 'off' | 'reserve' | 'risk'
  readonly count: number
  readonly amountPerSale: number
  readonly amountTotal: number
  readonly validMinutes: number
  readonly graceMinutes: number
  readonly ceilingMember: number
  readonly ceilingDevice: number
  readonly ceilingDay: number
}

export async function readOfflineTerms(db: Db): Promise<OfflineTerms> {
  const rows = await listSettings(db, { filters: [] })
  return {
    mode: chosen(rows, offline.mode),
    count: chosen(rows, offline.count),
    amountPerSale: chosen(rows, offline.amountPerSale),
    amountTotal: chosen(rows, offline.amountTotal),
    validMinutes: chosen(rows, offline.validMinutes),
    graceMinutes: chosen(rows, offline.graceMinutes),
    ceilingMember: chosen(rows, offline.ceilingMember),
    ceilingDevice: chosen(rows, offline.ceilingDevice),
    ceilingDay: chosen(rows, offline.ceilingDay),
  }
}

/** What the pages of the shop go by. Amounts are minor units; null is none. */
interface PageTerms {
  readonly shopName: string
  readonly rates: PointRates
  readonly amountMax: number | null
  readonly percentMax: number | null
  readonly step: number | null
  readonly isOfflineAllowed: boolean
  /** Pages that may hold the staff portal. */
  readonly portalOrigins: readonly string[]
}

/** What a shop is called that has not said it. */
const shopNameDefault = 'Tillside'

export async function readPageTerms(db: Db): Promise<PageTerms> {
  const rows = await listSettings(db, { filters: [] })
  return {
    shopName: chosen(rows, shopName) || shopNameDefault,
    rates: ratesOf(rows),
    amountMax: chosen(rows, redeemCaps.amountMax).value,
    percentMax: chosen(rows, redeemCaps.percentMax).value,
    step: chosen(rows, redeemCaps.step).value,
    isOfflineAllowed: chosen(rows, offline.mode) !== 'off',
    portalOrigins: chosen(rows, portalOrigins),
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
  const currency = await findSettingByHandle(tx, 'currency')
  if (choice && choice.read(value, currency?.value ?? '') === null) {
    return refuse('setting_invalid', { details: { allowed: choice.allowed } })
  }
  const row = await updateSettingValue(tx, handle, value, now)
  return row ? accept(row) : refuse('not_found')
}

/** As long as the hash that it is used for: longer adds nothing. */
const secretBytes = 32

/** What the server signs with; never shown. */
export async function readTenantSecret(db: Db): Promise<Buffer> {
  const secret = await findSecret(db, 'tenant')
  if (!secret) throw new Error('the tenant has no secret to sign with')
  return secret.value
}

/** The secret that the tenant shares with the receivers of its webhooks. */
interface WebhookSecret {
  readonly secret: string
  readonly since: Instant
}

/** Undefined in a database in which no server has been started yet. */
export async function findWebhookSecret(db: Db): Promise<WebhookSecret | undefined> {
  const row = await findSecret(db, 'webhook')
  return row && { secret: row.value.toString('utf8'), since: row.created_at }
}

export async function readWebhookSecret(db: Db): Promise<WebhookSecret> {
  const found = await findWebhookSecret(db)
  if (!found) throw new Error('the tenant has no secret for its webhooks')
  return found
}

/** Left out, one is made: text that fits into any receiver's settings. It counts for all that is sent from now on. */
export async function changeWebhookSecret(tx: Tx, wished: string | null, now: Instant): Promise<WebhookSecret> {
  const secret = wished ?? newWebhookSecret()
  await replaceSecret(tx, 'webhook', Buffer.from(secret), now)
  return { secret, since: now }
}

const newWebhookSecret = (): string => randomBytes(secretBytes).toString('hex')

/** What is fixed for the life of the tenant. */
export async function readTenant(db: Db): Promise<Tenant> {
  const rows = await listSettings(db, { filters: [] })
  const value = (handle: string): string => {
    const found = rows.find((row) => row.handle === handle)?.value
    if (found === undefined) throw new Error(`the tenant has no ${handle}`)
    return found
  }
  return { currency: value('currency'), timeZone: value('timezone'), region: value('region') }
}

/**
 * Makes a tenant's settings and its secrets at the first start, and reads them at every later one: its currency, zone and
 * region do not change under the money that is already booked in them.
 */
export async function establishTenant(
  tx: Tx,
  wished: Tenant & { readonly webhookSecret?: string | undefined },
  now: Instant,
): Promise<Tenant> {
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
  await insertMissingSecret(tx, 'tenant', randomBytes(secretBytes), now)
  await insertMissingSecret(tx, 'webhook', Buffer.from(wished.webhookSecret ?? newWebhookSecret()), now)
  return readTenant(tx)
}
