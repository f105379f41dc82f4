// The settings that come from the environment. All of them are checked before anything starts, and all faults are told
// at once: an operator who fixes one should not meet the next only after another start.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { isSupportedCountry } from 'libphonenumber-js/max'

import { type Dialect, dialects } from './http/context.ts'

export interface Config {
  port: number
  host: string
  /** Unset: the embedded PostgreSQL. */
  databaseUrl: string | undefined
  dataFolder: string
  /** The admin token to install at the first start; unset: one is made. */
  token: string | undefined
  sample: boolean
  logLevel: LogLevel
  dialect: Dialect
  /** Pages of other hosts that may ask: `https://till.example`. */
  origins: readonly string[]
  /** What the tenant is begun with, when it is said; see tenant.ts. */
  currency: string | undefined
  timeZone: string | undefined
  region: string | undefined
  /** What webhooks are signed with at first, as plain Omneo does; unset: one is made. */
  webhookSecret: string | undefined
  /** Webhooks may be sent to loopback and private addresses. */
  webhookAllowPrivate: boolean
  /** The built screens; npm start says where it built them. */
  webFolder: string | undefined
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** The message names every variable that is wrong, and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Environment = Readonly<Record<string, string | undefined>>

interface Setting<T> {
  /** Used when the variable is unset or empty. */
  missing: T
  allowed: string
  /** `undefined`: not allowed. */
  read: (text: string) => T | undefined
  /** The value must not be shown: it is a secret, or holds one. */
  isSecret?: boolean
}

const tokenLengthMin = 32
const webhookSecretLengthMin = 16

const settings = {
  PORT: setting<number>(4000, 'a whole number from 0 to 65535 (0: any free port)', readPort),
  HOST: setting<string>('127.0.0.1', 'an address or host name of this machine', matching(/^[A-Za-z0-9.:_%-]+$/)),
  DATABASE_URL: {
    ...setting<string | undefined>(
      undefined,
      'postgres://user:password@host:port/database (a % in the password is written %25)',
      readDatabaseUrl,
    ),
    isSecret: true,
  },
  TILLSIDE_DATA: setting<string>('./data', 'a folder', (text) => (text.includes('\0') ? undefined : text)),
  TILLSIDE_TOKEN: {
    ...setting<string | undefined>(
      undefined,
      `at least ${tokenLengthMin} characters, each a letter, a digit, or one of _ - .`,
      matching(new RegExp(`^[A-Za-z0-9_.-]{${tokenLengthMin},}$`)),
    ),
    isSecret: true,
  },
  TILLSIDE_SAMPLE: setting<boolean>(true, '1 (load the sample programme) or 0 (begin empty)', readSwitch),
  TILLSIDE_LOG: setting<LogLevel>('warn', `one of ${logLevels.join(', ')}`, (text) =>
    logLevels.find((level) => level === text),
  ),
  TILLSIDE_DIALECT: setting<Dialect>('tillside', `one of ${dialects.join(', ')}`, (text) =>
    dialects.find((dialect) => dialect === text),
  ),
  TILLSIDE_ORIGINS: setting<readonly string[]>(
    [],
    'origins with commas between them, such as https://till.example,http://localhost:5173',
    readOrigins,
  ),
  TILLSIDE_CURRENCY: setting<string | undefined>(
    undefined,
    'a currency code of three capitals, such as AUD',
    readCurrency,
  ),
  TILLSIDE_TIMEZONE: setting<string | undefined>(
    undefined,
    'a time zone such as UTC or Australia/Sydney',
    readTimeZone,
  ),
  TILLSIDE_REGION: setting<string | undefined>(undefined, 'a country code of two capitals, such as AU', (text) =>
    isSupportedCountry(text) ? text : undefined,
  ),
  TILLSIDE_WEBHOOK_SECRET: {
    ...setting<string | undefined>(
      undefined,
      `at least ${webhookSecretLengthMin} and at most 255 visible characters`,
      matching(new RegExp(`^[\\x21-\\x7e]{${webhookSecretLengthMin},255}$`)),
    ),
    isSecret: true,
  },
  TILLSIDE_WEBHOOK_ALLOW_PRIVATE: setting<boolean>(
    false,
    '1 (webhooks may be sent to loopback and private addresses, for development) or 0',
    readSwitch,
  ),
  TILLSIDE_WEB: setting<string | undefined>(
    undefined,
    'a folder of built screens, which npm start makes',
    readWebFolder,
  ),
}

export function readConfig(environment: Environment): Config {
  const problems: string[] = []
  const read = <T>(name: string, { missing, allowed, read: parse, isSecret = false }: Setting<T>): T => {
    const text = environment[name]?.trim() ?? ''
    if (text === '') return missing
    const value = parse(text)
    if (value === undefined) {
      const shown = isSecret ? '' : ` is ${JSON.stringify(text)}, and`
      problems.push(`  ${name}${shown} must be ${allowed}`)
    }
    return value ?? missing
  }
  const config: Config = {
    port: read('PORT', settings.PORT),
    host: read('HOST', settings.HOST),
    databaseUrl: read('DATABASE_URL', settings.DATABASE_URL),
    dataFolder: read('TILLSIDE_DATA', settings.TILLSIDE_DATA),
    token: read('TILLSIDE_TOKEN', settings.TILLSIDE_TOKEN),
    sample: read('TILLSIDE_SAMPLE', settings.TILLSIDE_SAMPLE),
    logLevel: read('TILLSIDE_LOG', settings.TILLSIDE_LOG),
    dialect: read('TILLSIDE_DIALECT', settings.TILLSIDE_DIALECT),
    origins: read('TILLSIDE_ORIGINS', settings.TILLSIDE_ORIGINS),
    currency: read('TILLSIDE_CURRENCY', settings.TILLSIDE_CURRENCY),
    timeZone: read('TILLSIDE_TIMEZONE', settings.TILLSIDE_TIMEZONE),
    region: read('TILLSIDE_REGION', settings.TILLSIDE_REGION),
    webhookSecret: read('TILLSIDE_WEBHOOK_SECRET', settings.TILLSIDE_WEBHOOK_SECRET),
    webhookAllowPrivate: read('TILLSIDE_WEBHOOK_ALLOW_PRIVATE', settings.TILLSIDE_WEBHOOK_ALLOW_PRIVATE),
    webFolder: read('TILLSIDE_WEB', settings.TILLSIDE_WEB),
  }
  if (problems.length > 0) throw new ConfigError(`Tillside cannot start with these settings:\n${problems.join('\n')}`)
  return config
}

function setting<T>(missing: T, allowed: string, read: (text: string) => T | undefined): Setting<T> {
  return { missing, allowed, read }
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined)
}

function readPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function readDatabaseUrl(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\/.+/.test(text)) return undefined
  try {
    // A bare % in a password is no code of anything, and the driver would stumble over it.
    const { username, password, pathname } = new URL(text)
    return decodeURIComponent(`${username}:${password}${pathname}`) === '' ? undefined : text
  } catch {
    return undefined
  }
}

function readSwitch(text: string): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined
}

/** As a browser sends them: anything more than scheme, host and port would never match. */
function readOrigins(text: string): readonly string[] | undefined {
  const origins = text.split(',').map((part) => part.trim())
  const isOrigin = (part: string): boolean =>
    /^https?:/.test(part) && URL.canParse(part) && new URL(part).origin === part
  return origins.every(isOrigin) ? origins : undefined
}

function readWebFolder(text: string): string | undefined {
  return existsSync(join(text, 'till', 'index.html')) ? text : undefined
}

function readCurrency(text: string): string | undefined {
  return Intl.supportedValuesOf('currency').includes(text) ? text : undefined
}

/** Offsets such as +10:00 are refused: they do not know about summer time, and trading days would drift. */
function readTimeZone(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) === '' ? undefined : text
  } catch {
    return undefined
  }
}
