// The token that the operator works with. It is a secret, so it is kept only where sample data makes it harmless: there
// every start, and the walk through the checkout, can show it again.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

import { scopes } from '@tillside/contract/scopes'
import type { Instant } from '@tillside/rules/time'

import type { Config } from './config.ts'
import type { Database } from './db/open.ts'
import { tokenFileIn } from './token-file.ts'
import { installToken } from './tokens/service.ts'

const tokenBytes = 32

/** What to print: the token, when we know it and may show it. */
export async function prepareAdminToken(
  database: Database,
  config: Config,
  { isFirstStart, now }: { isFirstStart: boolean; now: Instant },
): Promise<string | undefined> {
  const token = config.token ?? (config.sample ? keptToken(config.dataFolder) : isFirstStart ? newToken() : undefined)
  if (token === undefined) return undefined
  await database.write.begin((tx) =>
    installToken(
      tx,
      { userName: 'Admin', userEmail: 'admin@localhost', tokenName: 'admin', accessToken: token, scopes },
      now,
    ),
  )
  if (config.sample) keepToken(config.dataFolder, token)
  return token
}

function keptToken(folder: string): string {
  const file = tokenFileIn(folder)
  return (existsSync(file) ? readFileSync(file, 'utf8').trim() : '') || newToken()
}

/** Written aside and renamed: a start that is killed here leaves the old token or the new one, never half of one. */
function keepToken(folder: string, token: string): void {
  mkdirSync(folder, { recursive: true })
  const file = tokenFileIn(folder)
  const unfinished = `${file}.new`
  writeFileSync(unfinished, `${token}\n`, { mode: 0o600 })
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, file)
}

function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}
