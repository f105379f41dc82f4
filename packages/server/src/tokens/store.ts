// Users and their tokens. A token itself is never here, only its hash.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

export interface UserRow {
  id: number
  name: string
  email: string
  throttle: number | null
  created_at: Instant
  updated_at: Instant
}

export interface TokenRow {
  id: string
  user_id: number
  name: string
  scopes: string[]
  expires_at: Instant
  revoked_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

type LiveTokenRow = TokenRow & { throttle: number | null }

export async function findTokenByHash(db: Db, hash: Buffer, now: Instant): Promise<LiveTokenRow | undefined> {
  const [row] = await db<LiveTokenRow[]>`
    select t.id, t.user_id, t.name, t.scopes, t.expires_at, t.revoked_at, t.created_at, t.updated_at, u.throttle
    from api_token t join app_user u on u.id = t.user_id
    where t.token_hash = ${hash} and t.revoked_at is null and t.expires_at > ${now}`
  return row
}

/** The token whether it still works or not. */
export async function findAnyTokenByHash(db: Db, hash: Buffer): Promise<TokenRow | undefined> {
  const [row] = await db<TokenRow[]>`
    select id, user_id, name, scopes, expires_at, revoked_at, created_at, updated_at from api_token
    where token_hash = ${hash}`
  return row
}

export async function hasTokenOfUser(db: Db, email: string): Promise<boolean> {
  const found = await db`
    select 1 from api_token t join app_user u on u.id = t.user_id where u.email = ${email} limit 1`
  return found.length > 0
}

/** One start at a time decides about the admin's token; any number will do. */
const installLock = 7_155_003

export async function lockInstalling(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${installLock})`
}

export async function findUserById(db: Db, id: number): Promise<UserRow | undefined> {
  const [row] = await db<UserRow[]>`
    select id, name, email, throttle, created_at, updated_at from app_user where id = ${id}`
  return row
}

/** Whose tokens are meant: a user's, as far as they may do no more than these scopes. */
interface Reach {
  readonly userId: number
  readonly scopes: readonly string[]
}

export function listTokensWithin(db: Db, reach: Reach, isExpired: boolean, now: Instant): Promise<TokenRow[]> {
  return db<TokenRow[]>`
    select id, user_id, name, scopes, expires_at, revoked_at, created_at, updated_at from api_token
    where user_id = ${reach.userId} and scopes <@ ${[...reach.scopes]}::text[] and revoked_at is null
      and (expires_at <= ${now}) = ${isExpired}
    order by created_at, id`
}

export async function insertToken(tx: Tx, token: TokenRow & { token_hash: Buffer }): Promise<void> {
  await tx`
    insert into api_token (id, user_id, name, scopes, token_hash, expires_at, created_at, updated_at)
    values (${token.id}, ${token.user_id}, ${token.name}, ${token.scopes}, ${token.token_hash},
            ${token.expires_at}, ${token.created_at}, ${token.updated_at})`
}

/** False when there is no such token within reach, or it was revoked before. */
export async function revokeTokenWithin(tx: Tx, reach: Reach, tokenId: string, now: Instant): Promise<boolean> {
  const revoked = await tx`
    update api_token set revoked_at = ${now}, updated_at = ${now}
    where id = ${tokenId} and user_id = ${reach.userId} and scopes <@ ${[...reach.scopes]}::text[] and revoked_at is null
    returning id`
  return revoked.length === 1
}

export async function deleteTokenByHash(tx: Tx, hash: Buffer): Promise<void> {
  await tx`delete from api_token where token_hash = ${hash}`
}

/** The user with this address, made when it is not there yet. A throttle that is not given stays as it was. */
export async function upsertUser(
  tx: Tx,
  user: { name: string; email: string; throttle: number | null },
  now: Instant,
): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into app_user (name, email, throttle, created_at, updated_at)
    values (${user.name}, ${user.email}, ${user.throttle}, ${now}, ${now})
    on conflict (email) do update set name = excluded.name, throttle = coalesce(excluded.throttle, app_user.throttle)
    returning id`
  if (!row) throw new Error('a user was neither inserted nor found')
  return row.id
}
