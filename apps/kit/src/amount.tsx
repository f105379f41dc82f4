// An amount as it is typed at a till: digits come in from the right, so that 1 9 9 5 is 19.95 and nobody looks for the point.

/** What the field's text says, in minor units: its digits, whatever stands between them. */
export const minorFromText = (text: string): number => Number(text.replaceAll(/\D/g, '').slice(0, 12))

/** The amount held to its bounds and its step. Null of either is none. */
export function fitted(minor: number, { max, step }: { readonly max: number; readonly step: number | null }): number {
  const held = Math.min(Math.max(0, minor), Math.max(0, max))
  return step === null || step <= 0 ? held : held - (held % step)
}

/** A few amounts to choose with one touch, below what may be used: rising, in steps, and never more than four. */
export function suggestions(max: number, step: number | null, unit: number): readonly number[] {
  const base = step ?? unit
  const ladder = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((times) => times * base)
  return ladder.filter((minor) => minor > 0 && minor < max).slice(-3)
}
