// Making and revoking tokens, and finding the caller behind one.
import { createHash, randomBytes } from 'node:crypto'
import type { Static } from 'typebox'
import { uuidv7 } from 'uuidv7'

import type { TokenRequest } from '@tillside/contract/tokens'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { dayMs, formatInstant, instant, type Instant, parseUtc } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import {
  deleteTokenByHash,
  findAnyTokenByHash,
  findTokenByHash,
  hasTokenOfUser,
  insertToken,
  lockInstalling,
  revokeTokenWithin,
  type TokenRow,
  upsertUser,
} from './store.ts'

const lifeMsDefault = 365 * dayMs
/** 256 random bits: beyond guessing, so a fast hash is enough to keep it. */
const tokenBytes = 32

export const newAccessToken = (): string => randomBytes(tokenBytes).toString('base64url')

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

export async function findLiveTokenByHash(db: Db, hash: Buffer, now: Instant): Promise<Caller | undefined> {
  const row = await findTokenByHash(db, hash, now)
  return (
    row && {
      userId: row.user_id,
      tokenId: row.id,
      tokenName: row.name,
      scopes: new Set(row.scopes),
      allowed: null,
      approval: null,
      throttle: row.throttle,
      expiresAt: row.expires_at,
      app: null,
      cookieHash: null,
      staffId: null,
    }
  )
}

interface NewToken {
  readonly accessToken: string
  readonly row: TokenRow
}

async function keepToken(tx: Tx, accessToken: string, row: TokenRow): Promise<NewToken> {
  await insertToken(tx, { ...row, token_hash: hashToken(accessToken) })
  return { accessToken, row }
}

/** A token for the caller's own user, with no more than the caller may do. */
export async function createToken(
  tx: Tx,
  caller: Caller,
  request: Static<typeof TokenRequest>,
  now: Instant,
): Promise<Outcome<NewToken, RefusalCode>> {
  const beyond = request.scopes.find((scope) => !caller.scopes.has(scope))
  if (beyond !== undefined) return refuse('scope_beyond_own', { details: { scope: beyond } })
  const lifeDefault = instant(Math.min(now + lifeMsDefault, caller.expiresAt))
  const expiresAt = request.expires_at ? parseUtc(request.expires_at) : lifeDefault
  if (expiresAt === null || expiresAt <= now) {
    return refuse('validation_failed', {
      field: 'expires_at',
      words: 'The expires_at field must be a moment in the future.',
    })
  }
  if (expiresAt > caller.expiresAt) {
    const words = `The expires_at field must not be after the end of the token that makes it, ${formatInstant(caller.expiresAt)}.`
    return refuse('validation_failed', { field: 'expires_at', words })
  }
  const row: TokenRow = {
    id: uuidv7(),
    user_id: caller.userId,
    name: request.name,
    scopes: request.scopes,
    expires_at: expiresAt,
    revoked_at: null,
    created_at: now,
    updated_at: now,
  }
  return accept(await keepToken(tx, newAccessToken(), row))
}

/** A token reaches those of its user that may do no more than itself: a till's cannot revoke the owner's. */
export const reachOf = (caller: Caller): { userId: number; scopes: readonly string[] } => ({
  userId: caller.userId,
  scopes: [...caller.scopes],
})

export async function revokeToken(
  tx: Tx,
  caller: Caller,
  tokenId: string,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  return (await revokeTokenWithin(tx, reachOf(caller), tokenId, now)) ? accept(undefined) : refuse('not_found')
}

/** Whether a token works, did once (it was revoked, or has run out), or was never here. */
export async function standingOf(db: Db, accessToken: string, now: Instant): Promise<'live' | 'over' | 'unknown'> {
  const row = await findAnyTokenByHash(db, hashToken(accessToken))
  if (!row) return 'unknown'
  return row.revoked_at === null && row.expires_at > now ? 'live' : 'over'
}

/** Whether the user with this address was ever given a token. Until the transaction ends nobody else may ask. */
export async function lockAndAskForToken(tx: Tx, userEmail: string): Promise<boolean> {
  await lockInstalling(tx)
  return hasTokenOfUser(tx, userEmail)
}

/** Takes a token out without a trace; to revoke one is for those that somebody has had in hand. */
export async function removeToken(tx: Tx, accessToken: string): Promise<void> {
  await deleteTokenByHash(tx, hashToken(accessToken))
}

/** The user of a device: its keys are its own, for ever. */
export const makeDeviceUser = (tx: Tx, name: string, deviceId: string, now: Instant): Promise<number> =>
  upsertUser(tx, { name, email: `device-${deviceId}@devices.tillside.example`, throttle: null }, now)

/** A token given by the operator, such as the admin token of the first start. It must be new here. */
export async function installToken(
  tx: Tx,
  given: {
    userName: string
    userEmail: string
    tokenName: string
    accessToken: string
    scopes: readonly string[]
    /** Left out: as the user had it, and none for a new one. */
    throttle?: number | null
  },
  now: Instant,
): Promise<void> {
  const userId = await upsertUser(
    tx,
    { name: given.userName, email: given.userEmail, throttle: given.throttle ?? null },
    now,
  )
  await keepToken(tx, given.accessToken, {
    id: uuidv7(),
    user_id: userId,
    name: given.tokenName,
    scopes: [...given.scopes],
    expires_at: instant(now + operatorLifeMs),
    revoked_at: null,
    created_at: now,
    updated_at: now,
  })
}

/** The operator's own token does not run out in the middle of a trading day. */
const operatorLifeMs = 3650 * dayMs
