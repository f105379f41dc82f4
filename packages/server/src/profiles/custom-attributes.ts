// Free attributes, by namespace and handle, each of a type that its value must have.
import type { Static } from 'typebox'

import type { CustomAttributeMap, CustomAttributeRequest } from '@tillside/contract/profile-parts'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { CustomAttributeRow } from './row.ts'

type Sent = Static<typeof CustomAttributeRequest>
type SentMap = Static<typeof CustomAttributeMap>

const handlePattern = /^[\w.-]{1,255}$/

function fits(type: Sent['type'], value: unknown): boolean {
  if (value === null || type === 'json') return true
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'float':
      return typeof value === 'number'
    case 'array':
      return Array.isArray(value)
    case 'string':
    case 'boolean':
      return typeof value === type
  }
}

function typeOf(value: unknown): Sent['type'] {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'float'
  return typeof value === 'string' || typeof value === 'boolean' ? (typeof value as 'string' | 'boolean') : 'json'
}

const badName = (path: string): string =>
  `The ${path} field must have a namespace and a handle of letters, digits, dots, hyphens and underscores.`

interface Entry {
  readonly path: string
  readonly sent: Sent
}

/** The map that a profile answers may be sent back; an attribute that is there keeps its type where the value has it. */
function entriesOf(before: readonly CustomAttributeRow[], given: readonly Sent[] | SentMap): Entry[] {
  if (Array.isArray(given))
    return (given as Sent[]).map((sent, index) => ({ path: `custom_attributes.${index}`, sent }))
  return Object.entries(given as SentMap).flatMap(([namespace, byHandle]) =>
    Object.entries(byHandle).map(([handle, value]) => {
      const known = before.find((row) => row.namespace === namespace && row.handle === handle)
      const type = known && fits(known.type, value) ? known.type : typeOf(value)
      return { path: `custom_attributes.${namespace}.${handle}`, sent: { namespace, handle, type, value } }
    }),
  )
}

export function mergeCustomAttributes(
  before: readonly CustomAttributeRow[],
  given: readonly Sent[] | SentMap,
  nextId: () => number,
  at: string,
): Outcome<CustomAttributeRow[], 'validation_failed'> {
  const rows = [...before]
  for (const { path, sent } of entriesOf(before, given)) {
    const { namespace, handle, type, value } = sent
    if (!handlePattern.test(namespace) || !handlePattern.test(handle))
      return refuse('validation_failed', { field: path, words: badName(path) })
    if (!fits(type, value)) {
      const field = `${path}.value`
      return refuse('validation_failed', { field, words: `The ${field} field must be of the type ${type}.` })
    }
    const index = rows.findIndex((row) => row.namespace === namespace && row.handle === handle)
    const found = rows[index]
    if (found) rows[index] = { ...found, type, value, updated_at: at }
    else rows.push({ id: nextId(), namespace, handle, type, value, created_at: at, updated_at: at })
  }
  return accept(rows)
}

/** `[namespace][handle]` is the value. Built from entries, so that no name can reach a prototype. */
export function toCustomAttributeMap(rows: readonly CustomAttributeRow[]): SentMap {
  const namespaces = [...new Set(rows.map((row) => row.namespace))]
  return Object.fromEntries(
    namespaces.map((namespace) => {
      const own = rows.filter((row) => row.namespace === namespace)
      return [namespace, Object.fromEntries(own.map((row) => [row.handle, row.value]))]
    }),
  )
}
