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

/** What is signed with which secret: allowances with the tenant's own, webhooks with one that their receivers know. */
type SecretName = 'tenant' | 'webhook'

interface SecretRow {
  value: Buffer
  created_at: Instant
}

/** Made once; the one that is there stays. */
export async function insertMissingSecret(tx: Tx, name: SecretName, value: Buffer, now: Instant): Promise<void> {
  await tx`
    insert into tenant_secret (name, value, created_at) values (${name}, ${value}, ${now}) on conflict (name) do nothing`
}

export async function replaceSecret(tx: Tx, name: SecretName, value: Buffer, now: Instant): Promise<void> {
  await tx`
    insert into tenant_secret (name, value, created_at) values (${name}, ${value}, ${now})
    on conflict (name) do update set value = excluded.value, created_at = excluded.created_at`
}

export async function findSecret(db: Db, name: SecretName): Promise<SecretRow | undefined> {
  const [row] = await db<SecretRow[]>`select value, created_at from tenant_secret where name = ${name}`
  return row
}
