// tillside token: makes a token for an integration, and shows it this one time.
import { randomBytes } from 'node:crypto'

import { type Scope, scopes as everyScope } from '@tillside/contract/scopes'
import { instant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openPool } from '../db/open.ts'
import { installToken } from '../tokens/service.ts'
import { withConnection } from './connection.ts'

const tokenBytes = 32

interface TokenWish {
  /** What the token is for: `till-14-3`. Requests are counted and keys are kept for the user of this name. */
  readonly name: string
  /** Names separated by commas; every scope when left out. */
  readonly scopes?: string | undefined
  /** Requests a minute; unlimited when left out. */
  readonly throttle?: number | undefined
}

/** What is wrong with the wish, in a sentence; null when nothing is. */
function faultOf({ name, throttle }: TokenWish, scopes: readonly string[]): string | null {
  if (!/^[\w.-]{1,100}$/.test(name)) return 'The name may have letters, digits, and _ . - in it, and up to 100 of them.'
  const unknown = scopes.filter((scope) => !everyScope.includes(scope as Scope))
  if (unknown.length > 0) return `There is no scope ${unknown.join(', ')}. There are: ${everyScope.join(', ')}.`
  const isThrottleRight = throttle === undefined || (Number.isInteger(throttle) && throttle > 0)
  return isThrottleRight ? null : 'The throttle is a whole number of requests a minute.'
}

export async function makeToken(config: Config, wish: TokenWish): Promise<number> {
  const scopes = wish.scopes === undefined ? everyScope : wish.scopes.split(',').map((scope) => scope.trim())
  const fault = faultOf(wish, scopes)
  if (fault !== null) {
    console.error(fault)
    return 1
  }
  const accessToken = randomBytes(tokenBytes).toString('base64url')
  const owner = { userName: wish.name, userEmail: `${wish.name.toLowerCase()}@tokens.tillside.example` }
  await withConnection(config, async (connection) => {
    await migrate(connection)
    const sql = openPool(connection, { size: 1, name: 'tillside token' })
    try {
      const given = { ...owner, tokenName: wish.name, accessToken, scopes, throttle: wish.throttle ?? null }
      await sql.begin((tx) => installToken(tx, given, instant(Date.now())))
    } finally {
      await sql.end({ timeout: 1 })
    }
  })
  console.log(accessToken)
  const counted = scopes.length === 1 ? '1 scope' : `${scopes.length} scopes`
  console.error(`A token for ${wish.name} with ${counted}. It is shown once and kept only as a hash.`)
  return 0
}
