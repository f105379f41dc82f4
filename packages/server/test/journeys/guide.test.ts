// Runs docs/guides/pos-integration.md: its shell lines and its TypeScript, in their order, each answer beside the one that
// the guide shows. What differs from run to run (ids and moments) is compared by its kind.
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../shop.ts'
import { root } from '../source.ts'

const guide = readFileSync(`${root}docs/guides/pos-integration.md`, 'utf8')

interface Block {
  readonly language: string
  readonly isSetup: boolean
  /** From the first step on it is the till that calls, with a token of its own. */
  readonly isOfTill: boolean
  readonly code: string
  /** `NAME=data.id`: what later lines call a part of the answer. */
  readonly keeps: readonly (readonly [name: string, path: string])[]
}

const blocks: readonly Block[] = [
  ...guide.matchAll(/^```(\w+)( setup)?\n(.*?)^```\n((?:<!-- keep [^\n]*-->\n)*)/gms),
].map((match) => ({
  language: match[1] ?? '',
  isSetup: match[2] !== undefined,
  isOfTill: match.index > guide.indexOf('\n## 1. '),
  code: match[3] ?? '',
  keeps: [...(match[4] ?? '').matchAll(/keep (\w+)=([\w.]+)/g)].map(
    ([, name = '', path = '']) => [name, path] as const,
  ),
}))

let shop: Shop
let folder: string
beforeAll(async () => {
  shop = await openShop({ timeZone: 'Australia/Melbourne' })
  folder = mkdtempSync(join(tmpdir(), 'tillside-guide-'))
  // What the guide takes from the sample programme.
  for (const [path, body] of [
    ['locations', { name: 'Carlton', external_id: 'S14' }],
    ['staff', { first_name: 'Grace', last_name: 'Okafor', identities: [{ handle: 'staff', identifier: '2207' }] }],
    [
      'benefits/definitions',
      {
        handle: 'free-hemming',
        name: 'Sample free hemming',
        type: 'gift',
        period: 12,
        period_type: 'months',
        max_redemptions: 3,
        redeem_code_pos: 'HEMFREE',
      },
    ],
    [
      'rewards/definitions',
      { handle: 'welcome', name: 'Sample welcome reward', value: 20, type: 'activation', period: 60 },
    ],
  ] as const) {
    expect((await shop.post(path, body)).status).toBe(201)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await shop.close()
})

/** For machines without curl: the few of its options that the guide uses. */
const curlOfOurOwn = `#!${process.execPath}
const args = process.argv.slice(2)
const request = { method: 'GET', headers: {} }
let url
while (args.length > 0) {
  const arg = args.shift()
  if (arg === '-X') request.method = args.shift()
  else if (arg === '-d') request.body = args.shift()
  else if (arg === '-H') { const [name, ...value] = args.shift().split(': '); request.headers[name] = value.join(': ') }
  else if (!['-s', '-g'].includes(arg)) url = arg
}
fetch(url, request).then((answer) => answer.text()).then((text) => process.stdout.write(text))
`

function pathWithCurl(): string {
  const path = process.env['PATH'] ?? ''
  if (spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0) return path
  writeFileSync(join(folder, 'curl'), curlOfOurOwn)
  chmodSync(join(folder, 'curl'), 0o755)
  return `${folder}:${path}`
}

const isMoment = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)

/** What the guide shows is in the answer; ids and moments are of the same kind. */
function expectShown(shown: unknown, answered: unknown, place: string): void {
  if (Array.isArray(shown)) {
    expect(answered, place).toHaveLength(shown.length)
    for (const [index, part] of shown.entries()) expectShown(part, (answered as unknown[])[index], `${place}[${index}]`)
  } else if (typeof shown === 'object' && shown !== null) {
    for (const [name, part] of Object.entries(shown))
      expectShown(part, (answered as Record<string, unknown>)[name], `${place}.${name}`)
  } else if (/(^|_)id$/.test(place.split('.').at(-1) ?? '') || isMoment(shown))
    expect(typeof answered, place).toBe(typeof shown)
  else expect(answered, place).toBe(shown)
}

const at = (answer: unknown, path: string): string =>
  String(path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], answer))

test('the guide has a shell line, an answer and TypeScript for every step', () => {
  const count = (language: string): number =>
    blocks.filter((block) => block.language === language && !block.isSetup).length
  expect(count('json')).toBe(count('sh'))
  expect(count('sh')).toBeGreaterThan(10)
  expect(guide.match(/^## \d\. /gm)).toHaveLength(9)
  expect(count('ts')).toBeGreaterThanOrEqual(9)
})

const tillScopes = (/--scopes\n?\s*([a-z,-]+)/.exec(guide)?.[1] ?? '').split(',')

test('the token of a till is the one that the page on missing scopes recommends', () => {
  const page = readFileSync(`${root}docs/errors/scope_missing.md`, 'utf8')
  const advice = /For a checkout: (.*)\./.exec(page)?.[1] ?? ''
  expect([...advice.matchAll(/`([a-z-]+)`/g)].map((match) => match[1])).toEqual(tillScopes)
})

test('every curl line of the guide answers what the guide shows', async () => {
  const known: Record<string, string> = {
    PATH: pathWithCurl(),
    API: `${shop.url}/api/v3`,
    TOKEN: shop.adminToken,
    ADMIN: shop.adminToken,
    RECEIPT: '14-3-00981',
  }
  const tillToken = await shop.tokenWith(tillScopes)
  let answer: unknown
  for (const { language, isSetup, isOfTill, code, keeps } of blocks) {
    if (isSetup) continue
    if (isOfTill) known['TOKEN'] = tillToken
    if (language === 'sh') {
      // A reader takes longer than the second in which the server learns a new name.
      await shop.runJobs()
      const { stdout } = await promisify(execFile)('sh', ['-c', code], { env: known })
      answer = JSON.parse(stdout)
      for (const [name, path] of keeps) known[name] = at(answer, path)
    }
    if (language === 'json') expectShown(JSON.parse(code), answer, `answer to ${JSON.stringify(code.slice(0, 60))}`)
  }
})

test('the TypeScript of the guide prints what the guide shows', async () => {
  const setup = `const api = '${shop.url}/api/v3'\nconst token = '${shop.adminToken}'\nconst receipt = '14-3-00982'\n`
  const written = blocks.filter(({ language, isSetup }) => language === 'ts' && !isSetup).map(({ code }) => code)
  const { code } = await transform(setup + written.join('\n'), { loader: 'ts', format: 'esm', target: 'node20' })
  const file = join(folder, 'guide.mjs')
  writeFileSync(file, code)
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: { PATH: process.env['PATH'] ?? '' } })
  expect(stdout).toBe(
    blocks
      .filter(({ language }) => language === 'text')
      .map((block) => block.code)
      .join(''),
  )
})
