// Documents that show what the server answers. They hold one real run; a test compares it with a new one in all but what
// differs from run to run. TILLSIDE_WRITE_DOCS=1 writes the new run instead.
import { readFileSync, writeFileSync } from 'node:fs'

import { expect } from 'vitest'

const changing: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/g, '<moment>'],
  [/\d{4}-\d\d-\d\d/g, '<day>'],
  [/\b14-3-[0-9A-Za-z]+/g, '<receipt>'],
  [/952\d{10}/g, '<card>'],
  [/http:\/\/[\w.]+:\d+/g, '<server>'],
  [/\b(id|of redemption|redemption_id) \d+/g, '$1 <id>'],
  [/("\w*id"|"return_for"): ?"?\d+"?/g, '$1:<id>'],
  [/(\/(?:redemptions|benefits|rewards|transactions)\/)\d+/g, '$1<id>'],
  // The first column of a table of rows with ids, and what aligns it.
  [/^ +\d+ +(?=\d+\.\d\d)/gm, ' <id> '],
  [/ +/g, ' '],
]

/** The text without what differs from one run to the next. */
export const structureOf = (text: string): string =>
  changing.reduce((left, [pattern, name]) => left.replaceAll(pattern, name), text).trim()

/** The stored document says what was printed just now. */
export function expectAsDocumented(file: string, printed: string): void {
  const text = `${printed.trim()}\n`
  if (process.env['TILLSIDE_WRITE_DOCS'] === '1') writeFileSync(file, text)
  expect(structureOf(readFileSync(file, 'utf8'))).toBe(structureOf(text))
}
