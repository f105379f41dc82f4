// Matches the lines of a request to the lines that a sale has: by id, then by the till's own number, then,
// for a line without either, by position.
import type { LineVariantRow } from '../products/variants.ts'
import { type LineBody, type LineFacts, mergeLine } from './sale.ts'
import type { ItemRow } from './store.ts'

export interface WishedLine {
  /** Undefined until it is written, for a line that is new. */
  readonly existing: ItemRow | undefined
  readonly body: LineBody
  readonly facts: LineFacts
}

/** A wished line with its id, and the goods that it was found to sell. */
export interface SettledLine extends WishedLine {
  readonly id: number
  readonly variant: LineVariantRow | null
}

function existingFor(body: LineBody, index: number, items: readonly ItemRow[], isTaken: (item: ItemRow) => boolean): ItemRow | undefined {
  const free = items.filter((item) => !isTaken(item))
  if (typeof body.id === 'number') {
    const byId = free.find((item) => item.id === body.id)
    if (byId) return byId
  }
  if (typeof body.external_id === 'string') return free.find((item) => item.external_id === body.external_id)
  const atPosition = items[index]
  return typeof body.id === 'number' || atPosition === undefined || isTaken(atPosition) ? undefined : atPosition
}

/** Lines that the request mentions, merged with what is there; lines that it does not mention follow as they are. */
export function wishLines(bodies: readonly LineBody[], items: readonly ItemRow[], currency: string): WishedLine[] {
  const taken = new Set<number>()
  // A line that is named goes first, so that a nameless one cannot take its place.
  const isNamed = (body: LineBody): boolean => typeof body.id === 'number' || typeof body.external_id === 'string'
  const found = new Map<LineBody, ItemRow>()
  for (const wantsNamed of [true, false]) {
    for (const [index, body] of bodies.entries()) {
      if (isNamed(body) !== wantsNamed) continue
      const existing = existingFor(body, index, items, (item) => taken.has(item.id))
      if (!existing) continue
      taken.add(existing.id)
      found.set(body, existing)
    }
  }
  const mentioned = bodies.map((body, index): WishedLine => {
    const existing = found.get(body)
    return { existing, body, facts: mergeLine(body, existing ?? null, currency, `items.${index}`) }
  })
  const others = items
    .filter((item) => !taken.has(item.id))
    .map((item): WishedLine => ({ existing: item, body: {}, facts: mergeLine({}, item, currency, 'items') }))
  return [...mentioned, ...others]
}
