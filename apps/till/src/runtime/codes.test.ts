import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { checkoutRefusals } from '@tillside/pos-sdk/checkout/words'
import { tillCodes } from './codes.ts'

const folder = new URL('../', import.meta.url).pathname

test('every no of the till is listed once, for the screens to have words for it', () => {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?<!\.test)\.ts$/.test(path) && !/^(training|terminal)\//.test(path))
    .map((path) => readFileSync(`${folder}${path}`, 'utf8'))
  const said = sources.flatMap((text) =>
    [...text.matchAll(/(?:refuse\(|code: |\? )'([a-z_]+)'/g)].map(([, code]) => code),
  )
  const listed = new Set<string | undefined>(tillCodes)
  const known = [...listed, ...Object.keys(checkoutRefusals)]
  const codes = new Set(said.filter((code) => code?.includes('_') === true || listed.has(code)))
  expect([...codes].filter((code) => !known.includes(code))).toEqual([])
  // These come from a journal that cannot be read, by the names of the library.
  const passedOn = ['journal_damaged', 'journal_version_unknown']
  expect(tillCodes.filter((code) => !codes.has(code) && !passedOn.includes(code))).toEqual([])
  expect(new Set(tillCodes).size).toBe(tillCodes.length)
})
