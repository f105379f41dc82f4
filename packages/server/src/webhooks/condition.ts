// Conditions of webhooks: JSON Logic over the payload. They come from outside and run for each event, so what one may take is
// bounded: its length, its steps, and the texts and lists that it makes.
import { LogicEngine } from 'json-logic-engine'

/** Longest condition, as JSON. */
const lengthMax = 16_384
const stepsMax = 10_000
const listLengthMax = 5_000
const textLengthMax = 10_000

type Json = Readonly<Record<string, unknown>>

/** It takes more than it may. Its words are ours. */
class BoundError extends Error {}

/** Runs without remembering or compiling anything, so that every step passes by `run`. */
class BoundedEngine extends LogicEngine {
  #steps = 0

  constructor() {
    super(undefined, { disableInline: true, disableInterpretedOptimization: true })
    this.addMethod('not_in', ([needle, hay]: unknown[]) => !isIn(needle, hay))
    // The library's own would make a text or a list of any size.
    this.addMethod('cat', (parts: unknown[]) => joined(parts.map(String)))
    this.addMethod('merge', (parts: unknown[]) => merged(parts.map((part) => (Array.isArray(part) ? part : [part]))))
  }

  override run(logic: unknown, data?: unknown, options?: { above?: unknown }): unknown {
    this.#steps += 1
    if (this.#steps > stepsMax) throw new BoundError(`it takes more than ${stepsMax} steps`)
    return super.run(logic, data, options)
  }
}

const sumOf = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0)

function joined(parts: readonly string[]): string {
  if (sumOf(parts) > textLengthMax) throw new BoundError(`it makes a text of more than ${textLengthMax} characters`)
  return parts.join('')
}

function merged(parts: readonly unknown[][]): unknown[] {
  if (sumOf(parts) > listLengthMax) throw new BoundError(`it makes a list of more than ${listLengthMax} entries`)
  return parts.flat()
}

/** As `in` has it: part of a text, or member of a list. */
function isIn(needle: unknown, hay: unknown): boolean {
  if (typeof hay === 'string') return hay.includes(String(needle))
  return Array.isArray(hay) && hay.includes(needle)
}

export const isTooLong = (condition: Json): boolean => JSON.stringify(condition).length > lengthMax

/** What the library says of its own accord. */
const libraryWords: readonly unknown[] = ['Unknown Operator', 'Invalid Arguments', 'NaN', 'Exceeded Allowed Depth']

/**
 * The library throws plain objects: `{ type: 'Unknown Operator', key: 'test' }`. A condition can throw anything, and with it what
 * the payload says of a person: that is not repeated.
 */
function wordsOf(thrown: unknown): string {
  if (thrown instanceof BoundError) return thrown.message
  const { type, key } = (thrown ?? {}) as { type?: unknown; key?: unknown }
  if (!libraryWords.includes(type)) return 'it cannot be worked out'
  return type === 'Unknown Operator' && typeof key === 'string' ? `${type}: ${key}` : String(type)
}

/** What a condition says of a payload. One that cannot be worked out is not met, and says why. */
export interface Verdict {
  readonly isMet: boolean
  readonly error: string | null
}

const errorLengthMax = 200

export function judge(condition: Json | null, payload: Json): Verdict {
  if (condition === null) return { isMet: true, error: null }
  const engine = new BoundedEngine()
  try {
    return { isMet: Boolean(engine.truthy(engine.run(condition, payload))), error: null }
  } catch (thrown) {
    return { isMet: false, error: wordsOf(thrown).slice(0, errorLengthMax) }
  }
}
