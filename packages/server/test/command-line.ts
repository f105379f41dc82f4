// The command line as an operator runs it: built, as a process, on a data folder of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

import { root } from './source.ts'

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface CommandLine {
  /** Where its database is. */
  readonly data: string
  run(...args: readonly string[]): Promise<Ended>
  /** The same, with lines that are piped in. */
  runWith(input: string, ...args: readonly string[]): Promise<Ended>
  remove(): void
}

export async function buildCommandLine(): Promise<CommandLine> {
  const buildFolder = join(root, '.build')
  mkdirSync(buildFolder, { recursive: true })
  const folder = mkdtempSync(join(buildFolder, 'cli-test-'))
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  const source = `${root}packages/server/src`
  await build({
    entryPoints: [`${source}/cli/cli.ts`],
    outfile: join(folder, 'cli.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      ['contract', 'rules', 'money'].map((name) => [`@tillside/${name}`, `${root}packages/${name}/src`]),
    ),
  })
  cpSync(`${source}/db/migrations`, join(folder, 'migrations'), { recursive: true })

  const runWith: CommandLine['runWith'] = async (input, ...args) => {
    const env = { PATH: process.env['PATH'] ?? '', TILLSIDE_DATA: data }
    const child = spawn(process.execPath, [join(folder, 'cli.js'), ...args], { env })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
    child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)))
    // A command that asks for nothing may be gone before it could read.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, out, err }
  }
  return {
    data,
    run: (...args) => runWith('', ...args),
    runWith,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
