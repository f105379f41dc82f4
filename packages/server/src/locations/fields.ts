// From what a caller sends to what is kept of a location. What is left out keeps what it was.
import type { Static } from 'typebox'

import type { LocationChange } from '@tillside/contract/locations'

import type { AddressRow, LocationColumns, NormalHoursRow, SpecialHoursRow } from './store.ts'

type Change = Static<typeof LocationChange>
type Sent<K extends keyof Change> = NonNullable<Change[K]>

/** A location of which only the name is known. */
export const newLocation = (name: string): LocationColumns => ({
  type: null,
  name,
  handle: null,
  description: null,
  phone: null,
  email: null,
  timezone: null,
  external_id: null,
  external_code: null,
  is_published: true,
  is_permanently_closed: false,
  address: null,
  normal_hours: [],
  special_hours: [],
  tags: [],
  icon: null,
  image_url: null,
  country_iso_3: null,
  departments: [],
  custom_fields: {},
})

const toAddress = (sent: Sent<'address'>): AddressRow => ({
  address_line_1: sent.address_line_1 ?? null,
  address_line_2: sent.address_line_2 ?? null,
  address_line_3: sent.address_line_3 ?? null,
  company: sent.company ?? null,
  city: sent.city ?? null,
  state: sent.state ?? null,
  postcode: sent.postcode ?? null,
  country: sent.country ?? null,
  iso: sent.iso ?? null,
  iso_state: sent.iso_state ?? null,
  latitude: sent.latitude ?? null,
  longitude: sent.longitude ?? null,
  notes: sent.notes ?? null,
  meta: sent.meta ?? null,
  external_id: sent.external_id ?? null,
})

/** Gives each entry an id: the one that it was sent with if the location has it, otherwise the next. */
function numbered<T extends { id?: number | null }>(
  sent: readonly T[],
  before: readonly { id: number }[],
): { id: number; entry: T }[] {
  const free = new Set(before.map(({ id }) => id))
  let last = Math.max(0, ...free)
  return sent.map((entry) => {
    const kept = typeof entry.id === 'number' && free.delete(entry.id) ? entry.id : undefined
    return { id: kept ?? (last += 1), entry }
  })
}

/** `09:00:00` is kept as `09:00`. */
const clockTime = (sent: string | null | undefined): string | null => sent?.slice(0, 5) ?? null

const toNormalHours = (sent: Sent<'normal_hours'>, before: readonly NormalHoursRow[]): NormalHoursRow[] =>
  numbered(sent, before).map(({ id, entry }) => ({
    id,
    day_of_week: entry.day_of_week,
    open_at: clockTime(entry.open_at),
    close_at: clockTime(entry.close_at),
  }))

const toSpecialHours = (sent: Sent<'special_hours'>, before: readonly SpecialHoursRow[]): SpecialHoursRow[] =>
  numbered(sent, before).map(({ id, entry }) => ({
    id,
    name: entry.name ?? null,
    is_repeating: Boolean(entry.is_repeating),
    open_at: clockTime(entry.open_at),
    close_at: clockTime(entry.close_at),
    start_at: entry.start_at ?? null,
    end_at: entry.end_at ?? null,
  }))

function toCustomFields(sent: Sent<'custom_fields'>): LocationColumns['custom_fields'] {
  if (!Array.isArray(sent)) return sent
  const byNamespace = new Map<string, [string, unknown][]>()
  for (const { namespace, handle, value } of sent)
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), [handle, value]])
  // fromEntries keeps even a name such as `__proto__` as a plain key.
  return Object.fromEntries([...byNamespace].map(([namespace, fields]) => [namespace, Object.fromEntries(fields)]))
}

/** What a change leaves out stays; a null empties the field, or puts back what a new location has. */
export function changed(before: LocationColumns, change: Change): LocationColumns {
  const fresh = newLocation(before.name)
  const pick = <K extends keyof Change & keyof LocationColumns>(
    field: K,
    read: (sent: NonNullable<Change[K]>) => LocationColumns[K],
  ): LocationColumns[K] => {
    const sent = change[field]
    if (sent === undefined) return before[field]
    return sent === null ? fresh[field] : read(sent as NonNullable<Change[K]>)
  }
  return {
    type: pick('type', String),
    name: change.name ?? before.name,
    // Given once, never changed.
    handle: before.handle ?? change.handle ?? null,
    description: pick('description', String),
    phone: pick('phone', String),
    email: pick('email', String),
    timezone: pick('timezone', String),
    external_id: pick('external_id', String),
    external_code: pick('external_code', String),
    is_published: pick('is_published', Boolean),
    is_permanently_closed: pick('is_permanently_closed', Boolean),
    address: pick('address', toAddress),
    normal_hours: pick('normal_hours', (sent) => toNormalHours(sent, before.normal_hours)),
    special_hours: pick('special_hours', (sent) => toSpecialHours(sent, before.special_hours)),
    tags: pick('tags', (sent) => sent),
    icon: pick('icon', String),
    image_url: pick('image_url', String),
    country_iso_3: pick('country_iso_3', String),
    departments: pick('departments', (sent) => sent),
    custom_fields: pick('custom_fields', toCustomFields),
  }
}
