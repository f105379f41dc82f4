// The rules that keep the house straight, as docs and CONTRIBUTING.md tell them. Each failure is a line: a file and
// what is wrong with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { refusals } from '@tillside/contract/refusals'
import { routes } from '@tillside/contract/routes'

import { apps, readSources, root, type Source } from './source.ts'

const sources = readSources()
const isTest = ({ path }: Source): boolean =>
  path.endsWith('.test.ts') || /^(?:packages|apps)\/[^/]+\/test\//.test(path)
const shipped = sources.filter((source) => /^(?:packages|apps)\//.test(source.path) && !isTest(source))

const packageOf = (path: string): string | undefined => /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1]
const isOfApp = ({ path }: Source): boolean => apps.includes(packageOf(path) ?? '')

/** What each package may import; what is not here may import nothing of ours. */
const packageArrows: Readonly<Record<string, readonly string[]>> = {
  contract: ['money'],
  rules: ['money'],
  server: ['contract', 'rules', 'money'],
  'pos-sdk': ['contract', 'rules', 'money'],
  'pos-sync': ['pos-sdk', 'contract'],
  simulator: ['server', 'pos-sync', 'pos-sdk', 'contract', 'rules', 'money'],
  kit: ['pos-sdk', 'contract', 'rules', 'money'],
  till: ['kit', 'pos-sdk', 'contract', 'rules', 'money'],
  clienteling: ['kit', 'pos-sdk', 'contract', 'rules', 'money'],
}

/** Screens are tried before the server that serves them. */
const arrowsOfScreenTests: readonly string[] = ['server', 'kit']

/** A feature may import those behind it. */
const features = [
  'pages',
  'webhooks',
  'devices',
  'members',
  'transactions',
  'allowances',
  'redemptions',
  'balances',
  'benefits',
  'rewards',
  'tiers',
  'points',
  'incentives',
  'ledgers',
  'products',
  'staff',
  'identities',
  'profiles',
  'locations',
  'labels',
  'exceptions',
  'settings',
  'tokens',
  'outbox',
  'docs',
]

interface Place {
  /** `top` is what starts the server: it sees everything. */
  readonly room: 'top' | 'http' | 'db' | 'feature'
  readonly feature: string
  /** Routes 3, everything that decides and orders 2, stores and the rows that they hand out 1. */
  readonly layer: number
}

/** Folders of what starts the server, works beside it, or fills it. */
const topFolders = ['cli', 'delivery', 'doctor', 'jobs', 'metrics', 'sample', 'walk']

function placeOf(path: string): Place | undefined {
  const inner = /^packages\/server\/src\/(.+)$/.exec(path)?.[1]
  if (inner === undefined) return undefined
  const [folder = '', file] = inner.split('/')
  if (file === undefined || topFolders.includes(folder)) return { room: 'top', feature: '', layer: 4 }
  if (folder === 'http' || folder === 'db') return { room: folder, feature: '', layer: 0 }
  const parts = file.replace(/\.ts$/, '').split('-')
  return {
    room: 'feature',
    feature: folder,
    layer: parts.includes('routes') ? 3 : parts.includes('store') || parts.includes('row') ? 1 : 2,
  }
}

type Arrow = {
  readonly source: Source
  readonly from: Place
  readonly to: Place
  readonly target: string
  readonly isTypeOnly: boolean
}

const arrows: Arrow[] = shipped.flatMap((source) =>
  source.imports.flatMap(({ target, isTypeOnly }) => {
    const [from, to] = [placeOf(source.path), placeOf(target ?? '')]
    return from && to && target !== undefined ? [{ source, from, to, target, isTypeOnly }] : []
  }),
)

/** The one place that opens write transactions. */
const opensTransactions = ({ path }: Source): boolean => path === 'packages/server/src/http/command.ts'
/** It and the keys that it keeps speak to the database themselves. */
const keepsKeys = (source: Source): boolean =>
  opensTransactions(source) || source.path === 'packages/server/src/http/idempotency.ts'

function wrongArrow({ source, from, to, target, isTypeOnly }: Arrow): string | undefined {
  const said = `${source.path} imports ${target}`
  if (to.room === 'top' && from.room !== 'top') return `${said}: only what starts the server sees its top`
  if (from.room === 'db' && to.room !== 'db') return `${said}: db imports neither features nor http`
  if (from.room === 'http' && to.room === 'feature') {
    const isCaller = source.path.endsWith('/http/auth.ts') && target.endsWith('/tokens/service.ts')
    return isCaller ? undefined : `${said}: http imports no feature`
  }
  if (from.room === 'http' && to.room === 'db' && !isTypeOnly && !keepsKeys(source)) {
    return `${said}: http imports only types from db`
  }
  if (from.room !== 'feature') return undefined
  if (from.layer === 1 && to.room === 'http') return `${said}: a store knows nothing of HTTP`
  if (to.room === 'feature' && from.feature === to.feature && to.layer > from.layer)
    return `${said}: routes → service → store, never back`
  return undefined
}

test('1. packages import only along the arrows', () => {
  const wrong = sources.flatMap((source) => {
    const own = packageOf(source.path)
    if (own === undefined) return []
    const ofTests = isTest(source) && isOfApp(source) ? arrowsOfScreenTests : []
    const allowed = new Set([own, ...(packageArrows[own] ?? []), ...ofTests])
    const others = source.imports.flatMap(({ target }) => packageOf(target ?? '') ?? [])
    return others
      .filter((other) => !allowed.has(other))
      .map(
        (other) =>
          `${source.path} imports ${other}: ${own} may import ${packageArrows[own]?.join(', ') ?? 'nothing of ours'}`,
      )
  })
  expect(wrong).toEqual([])
})

test('1. inside the server routes see services, services see stores, stores see db', () => {
  expect(arrows.flatMap((arrow) => wrongArrow(arrow) ?? [])).toEqual([])
})

test('1. no barrel files', () => {
  const barrels = shipped
    .filter(({ isBarrel }) => isBarrel)
    .map(({ path }) => `${path} only passes on what other files export`)
  const stars = shipped
    .filter(({ imports }) => imports.some(({ isExport, isWhole }) => isExport && isWhole))
    .map(({ path }) => `${path} exports all of another file`)
  expect([...barrels, ...stars]).toEqual([])
})

test('2. a feature imports only features behind it, and leaves their stores and routes to them', () => {
  const folders = new Set(shipped.flatMap(({ path }) => placeOf(path)?.feature ?? []).filter((name) => name !== ''))
  const unknown = [...folders]
    .filter((name) => !features.includes(name))
    .map((name) => `packages/server/src/${name} has no place in the order of features`)
  const crossing = arrows.filter(
    ({ from, to }) => from.room === 'feature' && to.room === 'feature' && from.feature !== to.feature,
  )
  const backwards = crossing
    .filter(({ from, to }) => features.indexOf(from.feature) > features.indexOf(to.feature))
    .map(({ source, from, to, target }) => `${source.path} imports ${target}: ${to.feature} is above ${from.feature}`)
  const strangers = arrows
    .filter(
      ({ from, to, target }) =>
        to.room === 'feature' && target.includes('store') && from.feature !== to.feature && from.room !== 'top',
    )
    .map(({ source, target }) => `${source.path} imports ${target}: a store is imported by its own feature only`)
  const routed = crossing
    .filter(({ to }) => to.layer === 3)
    .map(({ source, target }) => `${source.path} imports ${target}: only app.ts mounts routes`)
  expect([...unknown, ...backwards, ...strangers, ...routed]).toEqual([])
})

test('4. only http/command.ts and what starts the server open write transactions, and nothing in them waits for the network', () => {
  const mayBegin = (source: Source): boolean =>
    opensTransactions(source) || source.path.endsWith('/db/migrate.ts') || placeOf(source.path)?.room === 'top'
  const begins = shipped
    .filter((source) => packageOf(source.path) === 'server' && !mayBegin(source))
    .filter(
      ({ text, imports }) =>
        /\.begin\s*[(<]/.test(text) || imports.some(({ target }) => target === 'packages/server/src/db/transaction.ts'),
    )
    .map(({ path }) => `${path} opens a transaction`)
  const network = new Set(['node:http', 'node:https', 'node:net', 'node:dgram', 'node:tls', 'undici'])
  const calls = shipped
    .filter((source) => placeOf(source.path)?.room === 'feature')
    .filter(
      ({ identifiers, imports }) => identifiers.has('fetch') || imports.some(({ specifier }) => network.has(specifier)),
    )
    .map(({ path }) => `${path} speaks to the network`)
  expect([...begins, ...calls]).toEqual([])
})

test('5. money, rules and the checkout’s machine know neither clock nor chance, and touch nothing outside', () => {
  const banned: readonly [RegExp, string][] = [
    [/\bDate\.now\b/, 'Date.now'],
    [/\bnew Date\(\s*\)/, 'new Date()'],
    [/\bTemporal\.Now\b/, 'Temporal.Now'],
    [/\bMath\.random\b/, 'Math.random'],
    [/\bperformance\b/, 'performance'],
    [/\bcrypto\b/, 'crypto'],
    [/\bprocess\b/, 'process'],
    [/\bset(Timeout|Interval)\b/, 'a timer'],
    [/\bfetch\(/, 'fetch'],
  ]
  const machine = 'packages/pos-sdk/src/checkout/machine.ts'
  const pure = shipped.filter(({ path }) => ['money', 'rules'].includes(packageOf(path) ?? '') || path === machine)
  const wrong = pure.flatMap(({ path, imports, lines }) => [
    ...imports
      .filter(({ specifier }) => specifier.startsWith('node:'))
      .map(({ specifier }) => `${path} imports ${specifier}`),
    ...lines.flatMap((line, index) => {
      const code = line.replace(/^\s*(\*|\/\*\*|\/\/).*$/, '').replace(/ \/\/ .*$/, '')
      return banned.filter(([pattern]) => pattern.test(code)).map(([, name]) => `${path}:${index + 1} uses ${name}`)
    }),
  ])
  expect(wrong).toEqual([])
})

test('5. library and screens run in a browser: only the journal in a file knows Node, and of the contract they know types', () => {
  const library = shipped.filter((source) => packageOf(source.path) === 'pos-sdk' || isOfApp(source))
  const node = library
    .filter(({ path }) => !/\/adapters\/file-[a-z]+\.ts$/.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
  const contract = library.flatMap(({ path, imports }) =>
    imports
      .filter(({ target, isTypeOnly }) => packageOf(target ?? '') === 'contract' && !isTypeOnly)
      .map(({ specifier }) => `${path} imports more than types from ${specifier}`),
  )
  expect([...node, ...contract]).toEqual([])
})

/** What the pages of a device send by, and what they sign in with. */
const wayToServer = ['apps/kit/src/device.tsx', 'apps/kit/src/network.tsx']

test('5. screens ask the server by the library; the kit alone knows the way to the device', () => {
  const wrong = shipped
    .filter((source) => isOfApp(source) && !wayToServer.includes(source.path))
    // Practice is answered on the till itself: this is the server's side of it.
    .filter(({ path }) => path !== 'apps/till/src/training/practice-network.ts')
    .filter(({ text, identifiers }) => /['"`]\/?api\/v3/.test(text) || identifiers.has('fetch'))
    .map(({ path }) => `${path} speaks to the server past the library`)
  expect(wrong).toEqual([])
})

test('6. migrations are numbered without gaps and name their features', () => {
  const names = readdirSync(`${root}packages/server/src/db/migrations`).sort()
  const wrong = names.flatMap((name, index) => [
    ...(name.startsWith(`${String(index + 1).padStart(4, '0')}_`) ? [] : [`${name} is not number ${index + 1}`]),
    ...(/^\d{4}_[a-z_]+\.sql$/.test(name) && name.split(/[_.]/).some((word) => features.includes(word))
      ? []
      : [`${name} names no feature`]),
  ])
  expect(wrong).toEqual([])
})

test('7. every route that the contract defines is in the list that the document prints and the contract test walks', () => {
  const listed = new Set(routes.map(({ name }) => name))
  const wrong = shipped
    .filter(({ path }) => packageOf(path) === 'contract')
    .flatMap(({ path, text }) =>
      [...text.matchAll(/= route\(\{\s*name: '([^']+)'/g)].map((match) => [path, String(match[1])] as const),
    )
    .filter(([, name]) => !listed.has(name))
    .map(([path, name]) => `${path}: ${name} is not in routes.ts`)
  const walk = sources.find(({ path }) => path.endsWith('server/test/contract.test.ts'))
  expect(walk?.text).toContain('describe.each(namedRoutes)')
  expect(wrong).toEqual([])
})

test('7. every refusal code has a page, a line in the index, and a test that provokes it', () => {
  const folder = `${root}docs/errors/`
  const tests = sources.filter(
    (source) => source.path.endsWith('.test.ts') && !source.path.includes('server/test/tidy'),
  )
  const index = existsSync(`${folder}README.md`) ? readFileSync(`${folder}README.md`, 'utf8') : ''
  const codes = Object.entries(refusals)
  const wrong = codes.flatMap(([code, { status }]) => {
    const page = existsSync(`${folder}${code}.md`) ? readFileSync(`${folder}${code}.md`, 'utf8') : ''
    return [
      ...(page === '' ? [`docs/errors/${code}.md is missing`] : []),
      ...(page !== '' && !(page.startsWith(`# ${code}\n`) && page.includes(String(status)))
        ? [`docs/errors/${code}.md does not begin with its code or does not name ${status}`]
        : []),
      ...(index.includes(`[${code}](${code}.md)`) ? [] : [`docs/errors/README.md does not list ${code}`]),
      ...(tests.some(({ text }) => new RegExp(`\\b${code}\\b`).test(text)) ? [] : [`${code} is provoked by no test`]),
    ]
  })
  const known = new Set(codes.map(([code]) => `${code}.md`))
  const stray = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name !== 'README.md' && !known.has(name))
    .map((name) => `docs/errors/${name} is about no code`)
  expect([...wrong, ...stray]).toEqual([])
})

const fileLinesMax = 400
const functionLinesMax = 70

test('8. files and functions fit into a head', () => {
  const wrong = sources.flatMap(({ path, lines, functions }) => [
    ...(lines.length > fileLinesMax ? [`${path} has ${lines.length} lines`] : []),
    ...functions
      .filter(({ length }) => length > functionLinesMax)
      .map(({ name, line, length }) => `${path}:${line} ${name} has ${length} lines`),
  ])
  expect(wrong).toEqual([])
})

test('8. nothing is `any`', () => {
  const isArgued = ({ lines }: Source, line: number): boolean => lines[line - 2]?.includes('no-explicit-any') === true
  const wrong = sources.flatMap((source) =>
    source.anyLines.filter((line) => !isArgued(source, line)).map((line) => `${source.path}:${line} says any`),
  )
  expect(wrong).toEqual([])
})

/** What a POS imports from the library stands in its README, under "Where things are": it may be used by nobody here. */
const libraryEntries: ReadonlySet<string> = new Set([
  ...[...readFileSync(`${root}packages/pos-sdk/README.md`, 'utf8').matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(
    ([, entry]) => `packages/pos-sdk/src/${entry}.ts`,
  ),
  // The pieces of the screens are listed in the same way.
  ...[...readFileSync(`${root}apps/kit/README.md`, 'utf8').matchAll(/`@tillside\/kit\/([a-z0-9-]+)`/g)].map(
    ([, entry]) => `apps/kit/src/${entry}.tsx`,
  ),
])

test('8. what is exported is used', () => {
  const used = new Set<string>()
  for (const source of sources) {
    for (const { target, names, isWhole } of source.imports) {
      for (const name of isWhole ? source.identifiers : names) used.add(`${target}#${name}`)
    }
  }
  const wrong = shipped.flatMap(({ path, exports }) =>
    exports
      .filter((name) => !used.has(`${path}#${name}`) && !libraryEntries.has(path))
      .map((name) => `${path} exports ${name}, which nobody imports`),
  )
  expect(wrong).toEqual([])
})
