// What the service is told on the command line and in the environment. Secrets come by the environment or a file only: what stands
// on a command line is seen by everybody on the machine.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { Webhook } from 'standardwebhooks'

import type { Secrets } from '../receive/verify.ts'

/** As the command line gives them. */
export interface Flags {
  readonly pos?: string
  readonly server?: string
  readonly mapping?: string
  readonly secrets?: string
  readonly port?: number | string
  readonly host?: string
  readonly operationsPort?: number | string
  readonly compareMinutes?: number | string
  readonly upwardSeconds?: number | string
  readonly omneo?: boolean
  readonly pull?: boolean
  readonly pullSeconds?: number | string
}

export interface Settings {
  readonly pos: string
  readonly server: string
  readonly token: string
  readonly mappingFile: string
  readonly secretsFile: string
  readonly port: number
  readonly host: string
  readonly operationsPort: number
  readonly compareMs: number
  readonly upwardMs: number
  /** Null: the server delivers. */
  readonly pullMs: number | null
  readonly dialect: 'tillside' | 'omneo'
  readonly logLevel: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The command was given something that it cannot use, or misses something; the message says what. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

function readWhole(given: unknown, name: string, [min, max]: readonly [number, number], otherwise: number): number {
  if (given === undefined) return otherwise
  const whole = Number(given)
  if (Number.isInteger(whole) && whole >= min && whole <= max) return whole
  throw new SettingsError(`${name} must be a whole number from ${min} to ${max}.`)
}

const portRange = [0, 65_535] as const
const minuteMs = 60_000
const secondMs = 1_000

export function readSettings(flags: Flags, environment: Environment): Settings {
  const pos = flags.pos ?? environment['TILLSIDE_SYNC_POS']
  if (pos === undefined) throw new SettingsError('Say where the POS database is: --pos <url>, or TILLSIDE_SYNC_POS.')
  const token = environment['TILLSIDE_SYNC_TOKEN'] ?? environment['TILLSIDE_TOKEN']
  if (token === undefined || token === '')
    throw new SettingsError('Set TILLSIDE_SYNC_TOKEN to a token of the loyalty server.')
  return {
    pos,
    token,
    server: flags.server ?? environment['TILLSIDE_URL'] ?? 'http://127.0.0.1:4000',
    mappingFile: flags.mapping ?? environment['TILLSIDE_SYNC_MAPPING'] ?? 'mapping.json',
    secretsFile: flags.secrets ?? environment['TILLSIDE_SYNC_SECRETS_FILE'] ?? 'tillside-sync.secrets',
    port: readWhole(flags.port, '--port', portRange, 4_100),
    host: flags.host ?? '127.0.0.1',
    operationsPort: readWhole(flags.operationsPort, '--operations-port', portRange, 4_101),
    compareMs: readWhole(flags.compareMinutes, '--compare-minutes', [1, 7 * 24 * 60], 60) * minuteMs,
    upwardMs: readWhole(flags.upwardSeconds, '--upward-seconds', [1, 24 * 3_600], 10) * secondMs,
    pullMs: flags.pull === true ? readWhole(flags.pullSeconds, '--pull-seconds', [1, 3_600], 2) * secondMs : null,
    dialect: flags.omneo === true ? 'omneo' : 'tillside',
    logLevel: environment['TILLSIDE_LOG'] ?? 'info',
  }
}

export function readMappingFile({ mappingFile }: Settings): string {
  if (!existsSync(mappingFile))
    throw new SettingsError(`There is no mapping file ${mappingFile}: name one with --mapping.`)
  return readFileSync(mappingFile, 'utf8')
}

const isSecret = (text: string): boolean => {
  try {
    return new Webhook(text) instanceof Webhook
  } catch {
    return false
  }
}

/** The file of `subscribe`: a line each, the secret and the URL whose deliveries it signs. */
function readSecretLines({ secretsFile }: Pick<Settings, 'secretsFile'>): readonly (readonly [string, string])[] {
  if (!existsSync(secretsFile)) return []
  const lines = readFileSync(secretsFile, 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [secret = '', url = ''] = line.trim().split(/\s+/)
    return secret === '' ? [] : [[secret, url] as const]
  })
}

export const hasSecretOf = (settings: Settings, url: string): boolean =>
  readSecretLines(settings).some(([, owner]) => owner === url)

/** Beside those of other URLs: another POS may read the same file. The newest of a URL takes the place of its older ones. */
export function keepSecret(settings: Settings, secret: string, url: string): void {
  const others = readSecretLines(settings).filter(([, owner]) => owner !== url)
  const lines = [...others, [secret, url]].map((line) => `${line.join(' ').trim()}\n`)
  writeFileSync(settings.secretsFile, lines.join(''), { mode: 0o600 })
}

/** From `TILLSIDE_SYNC_SECRETS`, with commas between, or from the file that `subscribe` writes. */
export function readSecrets(settings: Settings, environment: Environment): Secrets {
  const given =
    environment['TILLSIDE_SYNC_SECRETS']?.split(/[\s,]+/) ?? readSecretLines(settings).map(([secret]) => secret)
  const standard = given.filter((secret) => secret !== '')
  const omneo = environment['TILLSIDE_SYNC_OMNEO_SECRET'] ?? null
  if (standard.length === 0 && omneo === null)
    throw new SettingsError(
      `No secret is known to check deliveries by: run "subscribe" first, or set TILLSIDE_SYNC_SECRETS.`,
    )
  if (!standard.every(isSecret)) throw new SettingsError('A secret is not of the kind whsec_….')
  return { standard, omneo }
}
