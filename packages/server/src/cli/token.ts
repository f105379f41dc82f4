// tillside token: makes a token for an integration, and shows it this one time.
import { type Scope, scopes as everyScope } from '@tillside/contract/scopes'
import { instant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openPool } from '../db/open.ts'
import { installToken, newAccessToken } from '../tokens/service.ts'
import { withConnection } from './connection.ts'

interface TokenWish {
  /** What the token is for: `till-14-3`. Requests are counted and keys are kept for the user of this name. */
  readonly name: string
  /** Names separated by commas; every scope when left out. As the command line gave it: a list when said twice. */
  readonly scopes?: unknown
  /** Requests a minute; left out: as before, and unlimited for a new name. */
  readonly throttle?: unknown
}

const throttleMax = 1_000_000

/** What is wrong with the wish, in a sentence; null when nothing is. */
function faultOf({ name, scopes, throttle }: TokenWish): string | null {
  if (!/^[\w.-]{1,100}$/.test(name)) return 'The name may have letters, digits, and _ . - in it, and up to 100 of them.'
  if (scopes !== undefined && typeof scopes !== 'string')
    return 'The scopes are named once, separated by commas, as in read-profiles,return.'
  const unknown = scopesOf(scopes).filter((scope) => !everyScope.includes(scope as Scope))
  if (unknown.length > 0) return `There is no scope "${unknown.join(', ')}". There are: ${everyScope.join(', ')}.`
  const isRight = typeof throttle === 'number' && Number.isInteger(throttle) && throttle > 0 && throttle <= throttleMax
  return throttle === undefined || isRight
    ? null
    : `The throttle is a whole number of requests a minute, up to ${throttleMax}.`
}

const scopesOf = (scopes: string | undefined): readonly string[] =>
  scopes === undefined ? everyScope : scopes.split(',').map((scope) => scope.trim())

export async function makeToken(config: Config, wish: TokenWish): Promise<number> {
  const fault = faultOf(wish)
  if (fault !== null) {
    console.error(fault)
    return 1
  }
  const scopes = scopesOf(wish.scopes as string | undefined)
  const accessToken = newAccessToken()
  const owner = { userName: wish.name, userEmail: `${wish.name}@tokens.tillside.example` }
  await withConnection(config, async (connection) => {
    await migrate(connection)
    const sql = openPool(connection, { size: 1, name: 'tillside token' })
    try {
      const given = {
        ...owner,
        tokenName: wish.name,
        accessToken,
        scopes,
        throttle: (wish.throttle as number | undefined) ?? null,
      }
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
