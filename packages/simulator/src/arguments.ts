// What the command line may say.
import { type ModeName, modes } from './mode.ts'

export interface Wish {
  /** Null: one is picked, and printed. */
  readonly seed: number | null
  readonly runs: number
  readonly modes: readonly ModeName[]
  readonly workers: number
  /** Prints everything that happens. */
  readonly showsTrace: boolean
}

export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

export const usage = `npm run simulate -- [--seed <number>] [--runs <count>] [--mode tillside|omneo|both] [--workers <count>] [--trace]
  --seed     any 32-bit number; the runs have this seed and those after it. Left out: one is picked.
  --runs     how many in each mode; 100 when left out
  --mode     what the tills speak to; both when left out
  --workers  processes that share the runs; 2 when left out
  --trace    prints everything that happens, not only the end of what fails`

const seedMax = 2 ** 32 - 1

function wholeNumber(name: string, text: string | undefined, [least, most]: readonly [number, number]): number {
  const value = /^-?\d{1,10}$/.test(text ?? '') ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw new ArgumentError(`${name} must be a whole number from ${least} to ${most}, not ${text ?? 'nothing'}.`)
}

function modesOf(text: string | undefined): readonly ModeName[] {
  const names = Object.keys(modes) as ModeName[]
  if (text === 'both') return names
  const name = names.find((known) => known === text)
  if (name) return [name]
  throw new ArgumentError(`--mode must be ${names.join(', ')} or both, not ${text ?? 'nothing'}.`)
}

export function readArguments(given: readonly string[]): Wish {
  let wish: Wish = { seed: null, runs: 100, modes: modesOf('both'), workers: 2, showsTrace: false }
  const rest = given.flatMap((argument) => (argument.startsWith('--') ? argument.split(/=(.*)/, 2) : [argument]))
  while (rest.length > 0) {
    const name = rest.shift() ?? ''
    // A signed number names the same 32 bits.
    if (name === '--seed') wish = { ...wish, seed: wholeNumber(name, rest.shift(), [-(2 ** 31), seedMax]) >>> 0 }
    else if (name === '--runs') wish = { ...wish, runs: wholeNumber(name, rest.shift(), [1, 1_000_000]) }
    else if (name === '--mode') wish = { ...wish, modes: modesOf(rest.shift()) }
    else if (name === '--workers') wish = { ...wish, workers: wholeNumber(name, rest.shift(), [1, 64]) }
    else if (name === '--trace') wish = { ...wish, showsTrace: true }
    else throw new ArgumentError(`${name} is not known.`)
  }
  return wish
}
