// Receipts as tills write them: '' where nothing is meant, and a number where a text is. A closed receipt is not refused
// for that, so such fields are read the way they are meant before the body is held against its schema.
import type { Schema } from '@tillside/contract/openapi-schemas'

type Read = (value: unknown) => unknown

const choicesOf = (schema: Schema): readonly Schema[] => (schema.anyOf ? schema.anyOf.flatMap(choicesOf) : [schema])

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Larger numbers have lost digits on their way, so that two receipts would have one number. */
const textOf = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value)

function fieldReader(schema: Schema): Read | undefined {
  if (schema['x-lenient'] !== true) return leniently(schema)
  const takesNumbers = choicesOf(schema).some(({ type }) => type === 'integer' || type === 'number')
  return (value) => {
    if (typeof value === 'string' && value.trim() === '') return undefined
    return takesNumbers ? value : textOf(value)
  }
}

/** What reads bodies of this schema leniently, or undefined when nothing in it is lenient. */
export function leniently(schema: Schema): Read | undefined {
  for (const choice of choicesOf(schema)) {
    const ofEntry = choice.items && leniently(choice.items)
    if (ofEntry) return (value) => (Array.isArray(value) ? value.map(ofEntry) : value)
    const readers = Object.entries(choice.properties ?? {}).flatMap(([name, inner]) => {
      const read = fieldReader(inner)
      return read ? [[name, read] as const] : []
    })
    if (readers.length > 0) {
      const byName = new Map(readers)
      return (value) =>
        isMap(value)
          ? Object.fromEntries(
              Object.entries(value).flatMap(([name, inner]) => {
                const read = byName.get(name)?.(inner)
                return byName.has(name) ? (read === undefined ? [] : [[name, read]]) : [[name, inner]]
              }),
            )
          : value
    }
  }
  return undefined
}
