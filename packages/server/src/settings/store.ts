import type { Instant } from '@tillside/rules/time'

import { andFilters } from '../db/list.ts'
import type { List } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'

export interface SettingRow {
  id: number
  handle: string
  value: string
  type: string
  created_at: Instant
  updated_at: Instant
}

export const listSettings = (db: Db, list: Pick<List, 'filters'>): Promise<SettingRow[]> => db<SettingRow[]>`
  select id, handle, value, type, created_at, updated_at from setting s
  where true ${andFilters(db, list, { handle: 's.handle' })} order by id`

export async function findSettingByHandle(db: Db, handle: string): Promise<SettingRow | undefined> {
  const [row] = await db<SettingRow[]>`
    select id, handle, value, type, created_at, updated_at from setting where handle = ${handle}`
  return row
}

export async function updateSettingValue(
  tx: Tx,
  handle: string,
  value: string,
  now: Instant,
): Promise<SettingRow | undefined> {
  const [row] = await tx<SettingRow[]>`
    update setting set value = ${value}, updated_at = ${now} where handle = ${handle}
    returning id, handle, value, type, created_at, updated_at`
  return row
}

/** Settings that are not there yet; what was chosen before stays. */
export async function insertMissingSettings(
  tx: Tx,
  settings: Readonly<Record<string, string>>,
  now: Instant,
): Promise<void> {
  for (const [handle, value] of Object.entries(settings)) {
    await tx`
      insert into setting (handle, value, created_at, updated_at) values (${handle}, ${value}, ${now}, ${now})
      on conflict (handle) do nothing`
  }
}

const secretName = 'tenant'

/** Made once; the one that is there stays. */
export async function insertMissingSecret(tx: Tx, value: Buffer, now: Instant): Promise<void> {
  await tx`
    insert into tenant_secret (name, value, created_at) values (${secretName}, ${value}, ${now}) on conflict (name) do nothing`
}

export async function findSecret(db: Db): Promise<Buffer | undefined> {
  const [row] = await db<{ value: Buffer }[]>`select value from tenant_secret where name = ${secretName}`
  return row?.value
}
