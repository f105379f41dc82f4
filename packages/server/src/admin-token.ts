// The token that the operator works with. It is installed once, at the first start. It is a secret, so it is kept only
// where sample data makes it harmless: there every start, and the walk through the checkout, can show it again.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

import { scopes } from '@tillside/contract/scopes'
import type { Instant } from '@tillside/rules/time'

import type { Config } from './config.ts'
import { giveToOwnerOf } from './db/embedded/data-folder.ts'
import type { Database, Tx } from './db/open.ts'
import { tokenFileIn } from './token-file.ts'
import { installToken, lockAndAskForToken, newAccessToken, standingOf } from './tokens/service.ts'
import { tokenCommand } from './welcome.ts'

export const adminUser = { userName: 'Admin', userEmail: 'admin@localhost' } as const

interface AdminToken {
  /** What to print, when we know it and may show it. */
  readonly token: string | undefined
  readonly notes: readonly string[]
}

type Settings = Pick<Config, 'token' | 'sample' | 'dataFolder'>

/** Starts that share a database decide one after the other, so that all of them show the same token. */
export async function prepareAdminToken(database: Database, settings: Settings, now: Instant): Promise<AdminToken> {
  return database.write.begin(async (tx) => {
    const isFirst = !(await lockAndAskForToken(tx, adminUser.userEmail))
    const { token: given, sample, dataFolder } = settings
    const kept = sample ? keptToken(dataFolder) : undefined
    const token =
      (await firstThatIs(tx, 'live', [given, kept], now)) ??
      (isFirst || sample ? await install(tx, [isFirst ? given : undefined, kept], now) : undefined)
    if (sample && token !== undefined && token !== kept) keepToken(dataFolder, token)
    const isIgnored = given !== undefined && given !== token
    return { token, notes: isIgnored ? [whyIgnored(await standingOf(tx, given, now))] : [] }
  })
}

/** One of those that are not here yet, or a new one. */
async function install(tx: Tx, wished: readonly (string | undefined)[], now: Instant): Promise<string> {
  const accessToken = (await firstThatIs(tx, 'unknown', wished, now)) ?? newAccessToken()
  await installToken(tx, { ...adminUser, tokenName: 'admin', accessToken, scopes }, now)
  return accessToken
}

async function firstThatIs(
  tx: Tx,
  standing: Awaited<ReturnType<typeof standingOf>>,
  tokens: readonly (string | undefined)[],
  now: Instant,
): Promise<string | undefined> {
  for (const token of tokens) {
    if (token !== undefined && (await standingOf(tx, token, now)) === standing) return token
  }
  return undefined
}

const whyIgnored = (standing: Awaited<ReturnType<typeof standingOf>>): string =>
  standing === 'unknown'
    ? `TILLSIDE_TOKEN was not installed: it counts at the first start only, and this database has had its token since. Another one: ${tokenCommand}`
    : `TILLSIDE_TOKEN was revoked or has run out, and is of no more use: unset it. Another one: ${tokenCommand}`

function keptToken(folder: string): string | undefined {
  const file = tokenFileIn(folder)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined
}

/** Written aside and renamed: a start that is killed here leaves the old token or the new one, never half of one. */
function keepToken(folder: string, token: string): void {
  const file = tokenFileIn(folder)
  const unfinished = `${file}.new-${process.pid}`
  writeFileSync(unfinished, `${token}\n`, { mode: 0o600 })
  chmodSync(unfinished, 0o600)
  giveToOwnerOf(folder, unfinished)
  renameSync(unfinished, file)
}
