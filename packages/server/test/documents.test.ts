// What the repository says about itself in words is held to what there is.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

import { causedEvents, otherEvents } from '@tillside/contract/events'
import { exceptionCodes } from '@tillside/contract/exceptions'
import { refusals } from '@tillside/contract/refusals'
import { scopes } from '@tillside/contract/scopes'

import { root } from './source.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs/guides/pos-integration.md',
  'docs/guides/changes.md',
  'docs/guides/devices.md',
  'docs/guides/staff-portal.md',
  'docs/guides/webhooks.md',
  'docs/decisions/README.md',
  'docs/errors/README.md',
]

test.each(pages)('%s links only to files that are there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !link.startsWith('http'))
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
})

test('what README.md shows of the walk is in docs/walk.txt, line by line', () => {
  // Between the fences stand, by turns, prose and what is shown.
  const shown = read('README.md')
    .split(/^```.*$/m)
    .find((text, index) => index % 2 === 1 && text.includes('Silk scarf'))
  const walked = read('docs/walk.txt').split('\n')
  const lines = (shown ?? '').split('\n').filter((line) => line !== '')
  expect(lines.length).toBeGreaterThan(6)
  expect(lines.filter((line) => !walked.includes(line))).toEqual([])
})

test('README.md names every setting and every command', () => {
  const readme = read('README.md')
  const settings = [...read('packages/server/src/config.ts').matchAll(/read\('([A-Z_]+)'/g)].map(
    ([, name = '']) => name,
  )
  expect(settings.length).toBeGreaterThan(9)
  expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
})

test('the guide to changes tells of every event, and of those that are not caused', () => {
  const guide = read('docs/guides/changes.md')
  const lines = Object.entries(causedEvents).map(
    ([name, { type, meaning }]) => `| \`${name}\` | ${type} | ${meaning} |`,
  )
  expect(lines.filter((line) => !guide.includes(`${line}\n`))).toEqual([])
  expect(otherEvents.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
})

test('the guide names refusals, exceptions and scopes that there are', () => {
  const guide = read('docs/guides/pos-integration.md')
  const codes = [...guide.matchAll(/\b[45]\d\d ((?:`[a-z_]+`(?:, )?)+)/g)].flatMap(
    ([, list = '']) => list.match(/[a-z_]+/g) ?? [],
  )
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter((code) => !(code in refusals))).toEqual([])
  const exceptions = [...guide.matchAll(/an exception `([a-z_]+)`/g)].map(([, code = '']) => code)
  expect(exceptions.filter((code) => !(code in exceptionCodes))).toEqual([])
  const named = /--scopes\s+([\w,-]+)/.exec(guide)?.[1]?.split(',') ?? []
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !(scopes as readonly string[]).includes(name))).toEqual([])
})

test('decisions are numbered without gaps, have the same four parts, and are listed', () => {
  const names = readdirSync(join(root, 'docs/decisions'))
    .filter((name) => name !== 'README.md')
    .sort()
  const index = read('docs/decisions/README.md')
  const wrong = names.flatMap((name, position) => {
    const number = String(position + 1).padStart(4, '0')
    const text = read(`docs/decisions/${name}`)
    return [
      ...(name.startsWith(`${number}-`) && text.startsWith(`# ${number} `) ? [] : [`${name} is not number ${number}`]),
      ...['Why now:', 'We chose:', 'Instead of:', 'It costs:']
        .filter((part) => !text.includes(`\n${part}`))
        .map((part) => `${name} has no "${part}"`),
      ...(index.includes(`(${name})`) ? [] : [`${name} is not listed`]),
    ]
  })
  expect(wrong).toEqual([])
})
