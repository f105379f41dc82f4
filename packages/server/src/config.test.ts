import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

function problemsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

test('without any setting it listens on this machine only, with the sample programme and a database of its own', () => {
  expect(readConfig({})).toEqual({
    port: 4000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    dataFolder: './data',
    token: undefined,
    sample: true,
    logLevel: 'warn',
    dialect: 'tillside',
    origins: [],
    currency: undefined,
    timeZone: undefined,
    region: undefined,
    webhookSecret: undefined,
    webhookAllowPrivate: false,
    webFolder: undefined,
  })
})

test('every setting can be given', () => {
  const token = 'abcdefghijklmnopqrstuvwxyz-_.0123456789'
  const environment = {
    PORT: '0',
    HOST: '::1',
    DATABASE_URL: 'postgresql://shop:secret@db.example:6432/loyalty',
    TILLSIDE_DATA: '/srv/a folder',
    TILLSIDE_TOKEN: token,
    TILLSIDE_SAMPLE: '0',
    TILLSIDE_LOG: 'silent',
    TILLSIDE_DIALECT: 'omneo',
    TILLSIDE_ORIGINS: 'https://till.example, http://localhost:5173',
    TILLSIDE_CURRENCY: 'JPY',
    TILLSIDE_TIMEZONE: 'Australia/Sydney',
    TILLSIDE_REGION: 'NZ',
    TILLSIDE_WEBHOOK_SECRET: 'horsebatterystaple',
    TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1',
  }
  expect(readConfig(environment)).toEqual({
    port: 0,
    host: '::1',
    databaseUrl: environment.DATABASE_URL,
    dataFolder: '/srv/a folder',
    token,
    sample: false,
    logLevel: 'silent',
    dialect: 'omneo',
    origins: ['https://till.example', 'http://localhost:5173'],
    currency: 'JPY',
    timeZone: 'Australia/Sydney',
    region: 'NZ',
    webhookSecret: 'horsebatterystaple',
    webhookAllowPrivate: true,
    webFolder: undefined,
  })
})

test('an empty variable counts as unset, as it does in compose files', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', TILLSIDE_TOKEN: '' })).toEqual(readConfig({}))
})

test.each([
  ['PORT', ['65536', '-1', '4000.5', '1e3', 'http', '0x10']],
  ['HOST', ['two words', 'http://localhost/']],
  [
    'DATABASE_URL',
    ['mysql://localhost/shop', 'localhost', 'postgres://', 'postgres://host:port/db', 'postgres://u:100%@host/db'],
  ],
  ['TILLSIDE_TOKEN', ['short', 'a'.repeat(31), `${'a'.repeat(40)} `.repeat(2), `${'a'.repeat(40)}é`]],
  ['TILLSIDE_SAMPLE', ['yes', 'true', '2']],
  ['TILLSIDE_LOG', ['loud', 'WARN']],
  ['TILLSIDE_DIALECT', ['Omneo', 'plain']],
  [
    'TILLSIDE_ORIGINS',
    ['*', 'till.example', 'https://till.example/', 'https://Till.example', 'null', 'https://a.example,'],
  ],
  ['TILLSIDE_CURRENCY', ['aud', 'AU', 'XQZ', 'dollars']],
  ['TILLSIDE_TIMEZONE', ['Sydney', '+10:00', 'Mars/Olympus']],
  ['TILLSIDE_REGION', ['au', 'AUS', 'XX', '61']],
  ['TILLSIDE_WEBHOOK_SECRET', ['short', 'with a blank in it', 'x'.repeat(256)]],
  ['TILLSIDE_WEBHOOK_ALLOW_PRIVATE', ['yes', 'true']],
])('%s that is not allowed is refused by name', (name, values) => {
  for (const value of values)
    expect(problemsOf({ [name]: value }), value).toMatch(new RegExp(`^ {2}${name}\\b.* must be `, 'm'))
})

test('all problems are told at once, each on a line of its own', () => {
  const lines = problemsOf({ PORT: 'x', TILLSIDE_SAMPLE: 'x', TILLSIDE_REGION: 'x' }).split('\n')
  expect(lines).toHaveLength(4)
  expect(lines.slice(1).map((line) => line.trim().split(' ')[0])).toEqual([
    'PORT',
    'TILLSIDE_SAMPLE',
    'TILLSIDE_REGION',
  ])
})

test('a secret that is wrong is not repeated in the message', () => {
  expect(problemsOf({ TILLSIDE_TOKEN: 'hunter2' })).not.toContain('hunter2')
  expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/shop' })).not.toContain('hunter2')
})
