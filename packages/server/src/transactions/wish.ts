// What a request wishes of a sale. Its lines are matched to the lines that are there: by id, then by the till's own
// number, then, for a line without either, by position.
import { isDeepStrictEqual } from 'node:util'

import type { Caller } from '../http/auth.ts'
import type { Dialect } from '../http/context.ts'
import type { LineVariantRow } from '../products/variants.ts'
import { assertReceiptSize } from './amounts.ts'
import { type LineBody, lineInCurrency, mergeLine } from './line.ts'
import type { SaleBody } from './sale.ts'
import type { ItemRow, LineFacts, SaleFacts, TransactionRow } from './store.ts'
import type { ReturnRow } from './store-returns.ts'

/** A sale as it is recorded. */
export interface Before {
  readonly sale: TransactionRow
  readonly items: readonly ItemRow[]
  /** Lines that were taken off the receipt, of which something had come back. */
  readonly gone: readonly ItemRow[]
  readonly returns: readonly ReturnRow[]
}

export interface WishedLine {
  /** Undefined until it is written, for a line that is new. */
  readonly existing: ItemRow | undefined
  readonly body: LineBody
  readonly facts: LineFacts
  readonly position: number
}

/** A wished line with its id, and the goods that it was found to sell. */
export interface SettledLine extends WishedLine {
  readonly id: number
  readonly variant: LineVariantRow | null
}

export interface Wish {
  readonly id: number
  readonly before: Before | null
  readonly body: SaleBody
  readonly facts: SaleFacts
  /** In the order of the receipt. */
  readonly lines: readonly WishedLine[]
  /** Lines that go. */
  readonly removed: readonly ItemRow[]
  /** The content as first sent, by which a re-send is known. */
  readonly fields: Record<string, string>
}

export interface Surroundings {
  readonly caller: Caller
  readonly tenantCurrency: string
  readonly dialect: Dialect
}

/** What is stored and what is wished are plain values, and the keys of stored JSON come back in another order. */
export const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b)

/** What becomes of the lines of a sale. */
interface WishedLines {
  /** In the order of the receipt. */
  readonly lines: readonly WishedLine[]
  readonly removed: readonly ItemRow[]
}

/** A line of a request, the line that it means, and where the request has it. */
export interface NamedLine {
  readonly body: LineBody
  readonly existing: ItemRow | undefined
  readonly path: string
}

interface Terms {
  /** What the prices are in now, and were before. */
  readonly currency: string
  readonly wasCurrency: string
  /** The lines that the request names are all that is left: what they leave out is empty. */
  readonly replaces: boolean
}

const isSameGoods = (body: LineBody, item: ItemRow): boolean =>
  item.name === body.name && item.sku === (body.sku ?? body.product_variant_sku ?? null)

/** Each line with the one that it means. Where they replace all others, one without a name means the same goods. */
export function nameLines(bodies: readonly LineBody[], items: readonly ItemRow[], replaces: boolean): NamedLine[] {
  const taken = new Set<number>()
  const byId = new Map(items.map((item) => [item.id, item]))
  const found = new Map<number, ItemRow>()
  const find = (body: LineBody, index: number): ItemRow | undefined => {
    const free = (isMeant: (item: ItemRow) => boolean) => items.find((item) => !taken.has(item.id) && isMeant(item))
    const withId = byId.get(body.id ?? 0)
    if (withId && !taken.has(withId.id)) return withId
    if (typeof body.external_id === 'string') return free((item) => item.external_id === body.external_id)
    if (typeof body.id === 'number') return undefined
    return free((item) => (replaces ? isSameGoods(body, item) : item === items[index]))
  }
  // A line that is named goes first, so that a nameless one cannot take its place.
  const isNamed = ({ id, external_id }: LineBody): boolean => typeof id === 'number' || typeof external_id === 'string'
  for (const wantsNamed of [true, false]) {
    for (const [index, body] of bodies.entries()) {
      const item = isNamed(body) === wantsNamed ? find(body, index) : undefined
      if (!item) continue
      taken.add(item.id)
      found.set(index, item)
    }
  }
  return bodies.map((body, index) => ({ body, existing: found.get(index), path: `items.${index}.` }))
}

function wishLine({ body, existing, path }: NamedLine, position: number, terms: Terms): WishedLine {
  const was = existing && !terms.replaces ? lineInCurrency(existing, terms.wasCurrency, terms.currency) : null
  return { existing, body, position, facts: mergeLine(body, was, terms.currency, path) }
}

/** The lines that are named, merged with what is there. The others follow or stay where they are, unless they are replaced. */
export function wishLines(named: readonly NamedLine[], items: readonly ItemRow[], terms: Terms): WishedLines {
  const meant = new Set(named.map(({ existing }) => existing?.id))
  const others = items.filter((item) => !meant.has(item.id))
  const afterLast = (items.at(-1)?.position ?? -1) + 1
  const placeOf = (line: NamedLine, index: number): number =>
    terms.replaces ? index : (line.existing?.position ?? afterLast + index)
  const wished = named.map((line, index) => wishLine(line, placeOf(line, index), terms))
  const kept = terms.replaces
    ? []
    : others.map((item) => wishLine({ body: {}, existing: item, path: 'items.' }, item.position, terms))
  const lines = [...wished, ...kept].toSorted((a, b) => a.position - b.position)
  assertReceiptSize(lines.map(({ facts }) => facts))
  return { lines, removed: terms.replaces ? others : [] }
}
