// What npm run kill:web and npm run offline:web are asked for, and how they end.
import { parseArgs } from 'node:util'

import { stopAll } from '../kill/run.ts'
import type { Around, WebPrograms } from './kill-run.ts'

interface Asked {
  readonly count: number
  readonly seed: number
  readonly programs: WebPrograms
  readonly around: Around
}

/** `name`: of the option that says how many; `countDefault`: how many where nothing is said. */
export function readWebOptions(name: 'kills' | 'sales', countDefault: number): Asked {
  const { values } = parseArgs({
    options: {
      [name]: { type: 'string', default: String(countDefault) },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      trace: { type: 'boolean', default: false },
      server: { type: 'string', default: '' },
      web: { type: 'string', default: '' },
      chromium: { type: 'string', default: '' },
    },
  })
  const text = (option: string): string => String(values[option as keyof typeof values])
  const [count, seed] = [Number(text(name)), Number(values.seed)]
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name}: a whole number from 1`)
  if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')
  const stops: (() => unknown)[] = []
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stopAll(stops).finally(() => process.exit(130)))
  }
  const programs = { server: text('server'), web: text('web'), chromium: text('chromium') }
  const around = { stops, ...(values.trace ? { say: (line: string) => console.log(`  ${line}`) } : {}) }
  return { count, seed, programs, around }
}

/** Prints what was not as it should be, or that all was; and how the process ends. */
export function conclude(findings: readonly string[], allWell: string): void {
  for (const finding of findings) console.log(`✗ ${finding}`)
  console.log(findings.length === 0 ? `✓ ${allWell}` : `✗ ${findings.length} findings`)
  process.exitCode = findings.length === 0 ? 0 : 1
}
