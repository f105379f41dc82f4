// A member's addresses. One of them is the default as soon as there is one.
import type { Static } from 'typebox'

import type { AddressRequest } from '@tillside/contract/profile-parts'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { AddressRow } from './row.ts'

type Sent = Static<typeof AddressRequest>

const contentKeys = [
  'address_line_1',
  'address_line_2',
  'address_line_3',
  'company',
  'city',
  'state',
  'postcode',
  'country',
  'iso',
  'iso_state',
  'latitude',
  'longitude',
  'notes',
  'meta',
  'external_id',
] as const
const requiredKeys = ['address_line_1', 'city', 'postcode', 'country', 'state'] as const

type Content = Pick<AddressRow, (typeof contentKeys)[number]>

function contentOf(sent: Sent, before?: Content): Content {
  const entries = contentKeys.map((key) => [key, sent[key] === undefined ? (before?.[key] ?? null) : sent[key]])
  return Object.fromEntries(entries) as Content
}

/** `meta` is a JSON value; everything else compares by itself. */
const isSame = (a: Content, b: Content): boolean =>
  contentKeys.every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]))

/** The address that is meant: by id, by the caller's own id, or because it is the same address once more. */
function findMeant(addresses: readonly AddressRow[], sent: Sent): number {
  const { id, external_id } = sent
  if (id !== undefined && id !== null) return addresses.findIndex((address) => address.id === id)
  if (external_id !== undefined && external_id !== null)
    return addresses.findIndex((address) => address.external_id === external_id)
  const content = contentOf(sent)
  return addresses.findIndex((address) => isSame(address, content))
}

function withDefault(addresses: readonly AddressRow[], defaultId: number | undefined): AddressRow[] {
  const chosen = defaultId ?? addresses.find((address) => address.is_default)?.id ?? addresses[0]?.id
  return addresses.map((address) => ({ ...address, is_default: address.id === chosen }))
}

/** The own addresses, and those of another record that are not among them. */
export const absorbAddresses = (own: readonly AddressRow[], more: readonly AddressRow[]): AddressRow[] =>
  withDefault([...own, ...more.filter((other) => !own.some((address) => isSame(address, other)))], undefined)

/** Changes the addresses that are there, adds the others, and leaves what is not named. */
export function mergeAddresses(
  before: readonly AddressRow[],
  sent: readonly Sent[],
  nextId: () => number,
  at: string,
): Outcome<AddressRow[], 'validation_failed' | 'reference_unknown'> {
  const addresses = [...before]
  let defaultId: number | undefined
  for (const [position, entry] of sent.entries()) {
    const index = findMeant(addresses, entry)
    const found = addresses[index]
    if (!found && entry.id !== undefined && entry.id !== null) {
      return refuse('reference_unknown', { field: `addresses.${position}.id` })
    }
    const content = contentOf(entry, found)
    const missing = requiredKeys.find((key) => !content[key])
    if (!found && missing !== undefined) {
      const field = `addresses.${position}.${missing}`
      return refuse('validation_failed', { field, words: `The ${field} field is required for a new address.` })
    }
    const isDefault = entry.is_default ?? found?.is_default ?? false
    const address: AddressRow = found
      ? { ...found, ...content, is_default: isDefault, updated_at: isSame(found, content) ? found.updated_at : at }
      : { id: nextId(), ...content, is_default: isDefault, created_at: at, updated_at: at }
    if (found) addresses[index] = address
    else addresses.push(address)
    if (entry.is_default === true) defaultId = address.id
  }
  return accept(withDefault(addresses, defaultId))
}
