// What the walk prints of an answer, and whether it is what it should be. A figure is printed as it came; what it should
// be is only used to judge it.

export interface Fact {
  readonly name: string
  readonly text: string
  /** What it should have been, when it is not that. */
  readonly shouldBe: string | null
  readonly isChecked: boolean
}

function judged<T>(name: string, value: T, expected: T | undefined, print: (value: T) => string): Fact {
  const isOff = expected !== undefined && value !== expected
  return { name, text: print(value), shouldBe: isOff ? print(expected) : null, isChecked: expected !== undefined }
}

const inMoney = (value: number): string => (typeof value === 'number' ? value.toFixed(2) : String(value))
/** Points may have three decimals, and mostly have none. */
const inPoints = (value: number): string =>
  typeof value === 'number' ? String(Number(value.toFixed(3))) : String(value)

/** Money, with two decimals. Without `expected` it is only shown. */
export const money = (name: string, value: number, expected?: number): Fact => judged(name, value, expected, inMoney)
export const points = (name: string, value: number, expected?: number): Fact =>
  judged(name, value, expected === undefined ? undefined : Number(expected.toFixed(3)), inPoints)
export const count = (name: string, value: number, expected?: number): Fact => judged(name, value, expected, String)
export const fact = (name: string, value: unknown, expected?: unknown): Fact => judged(name, value, expected, String)
/** Something that either holds or not, in words. */
export const holds = (words: string, isTrue: boolean): Fact => ({
  name: '',
  text: words,
  shouldBe: isTrue ? null : 'true',
  isChecked: true,
})
