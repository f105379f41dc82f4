// The scripts that make a clone ready, in a small clone of its own: one package to install, and a server of one line.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { root } from './source.ts'

let clone: string

const writeJson = (file: string, value: object): void => writeFileSync(join(clone, file), JSON.stringify(value))

beforeAll(() => {
  mkdirSync(join(root, '.build'), { recursive: true })
  // Inside the real clone, so that the build finds its bundler there.
  clone = mkdtempSync(join(root, '.build', 'scripts-test-'))
  cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true })
  mkdirSync(join(clone, 'packages/server/src'), { recursive: true })
  mkdirSync(join(clone, 'greeting'))
  writeJson('greeting/package.json', { name: 'greeting', version: '1.0.0', type: 'module', exports: './greeting.js' })
  writeFileSync(join(clone, 'greeting/greeting.js'), `export const greeting = 'Good morning'`)
  writeJson('packages/server/package.json', { name: '@tillside/server', version: '1.0.0' })
  writeFileSync(
    join(clone, 'packages/server/src/main.ts'),
    `import { greeting } from 'greeting'\nconsole.log(greeting as string)`,
  )
  mkdirSync(join(clone, 'apps'))
  writeFileSync(
    join(clone, 'apps/vite.config.ts'),
    `export default ({ mode }: { mode: string }) => ({ root: new URL('./' + mode, import.meta.url).pathname, logLevel: 'silent' })`,
  )
  for (const app of ['till', 'clienteling']) {
    mkdirSync(join(clone, 'apps', app))
    writeFileSync(join(clone, 'apps', app, 'index.html'), '<!doctype html><title>A page</title>')
  }
  const npm = (...args: string[]): unknown => execFileSync('npm', [...args, '--offline', '--silent'], { cwd: clone })
  npm('pack', './greeting')
  writeJson('package.json', { name: 'clone', type: 'module', dependencies: { greeting: 'file:greeting-1.0.0.tgz' } })
  npm('install', '--package-lock-only')
})
afterAll(() => rmSync(clone, { recursive: true, force: true }))

async function start(): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: clone })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, lines: said.trim().split('\n') }
}

const builds = (): string[] => readdirSync(join(clone, '.build')).filter((name) => name.startsWith('server-'))

test('two starts at once install once and build once, and both run', async () => {
  const both = await Promise.all([start(), start()])
  expect(both.map(({ code, lines }) => [code, lines.at(-1)])).toEqual([
    [0, 'Good morning'],
    [0, 'Good morning'],
  ])
  const all = both.flatMap(({ lines }) => lines)
  expect(all.filter((line) => line === 'Installing packages…')).toHaveLength(1)
  expect(all.filter((line) => line === 'Building…')).toHaveLength(1)
  expect(all.filter((line) => line === 'Building the screens…')).toHaveLength(1)
  expect((await start()).lines).toEqual(['Good morning'])
})

test('a package that was lost is installed again', async () => {
  rmSync(join(clone, 'node_modules/greeting'), { recursive: true })
  expect(await start()).toEqual({ code: 0, lines: ['Installing packages…', 'Good morning'] })
})

test('an install that was cut short is done again', async () => {
  rmSync(join(clone, 'node_modules/.package-lock.json'))
  expect(await start()).toEqual({ code: 0, lines: ['Installing packages…', 'Good morning'] })
})

test('a build that has lost a file, or half of one, is built again', async () => {
  const [build = ''] = builds()
  rmSync(join(clone, '.build', build, 'main.js'))
  expect(await start()).toEqual({ code: 0, lines: ['Building…', 'Good morning'] })
  writeFileSync(join(clone, '.build', build, 'main.js'), '')
  expect(await start()).toEqual({ code: 0, lines: ['Building…', 'Good morning'] })
  expect(builds()).toEqual([build])
})
