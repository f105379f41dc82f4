// From the lines of a sale to the variants that they sell, for all lines at once: one statement that looks them up,
// and a second one only when a line brings a variant that is new.
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readId } from '../http/ids.ts'
import { newVariant } from './fields.ts'
import { announceProduct } from './news.ts'
import { findLineVariants, insertLineVariants, type LineVariantRow, type VariantColumns } from './variant-store.ts'

type Given<T> = T | null | undefined

/** A variant as a till describes it; made when its SKU is new and its product is known. */
interface InlineVariant {
  readonly id?: Given<number | string>
  readonly product_id?: Given<number | string>
  readonly sku?: Given<string>
  readonly title?: Given<string>
  readonly brand?: unknown
  readonly category?: unknown
  readonly subcategory?: unknown
  readonly price?: Given<number>
  readonly barcode?: Given<string>
}

/** What a line says about its goods. */
export interface LineGoods {
  readonly product_variant_id?: Given<number | string>
  readonly product_variant_sku?: Given<string>
  readonly product_variant?: Given<InlineVariant>
  /** Of goods that need not be in the catalogue. */
  readonly sku?: Given<string>
  /** The title of a new variant that brings none. */
  readonly name?: Given<string>
}

export interface LineVariant {
  readonly variant: LineVariantRow | undefined
  /** A variant was named and is not there. A plain `sku` names none: its goods need not be in the catalogue. */
  readonly isMissing: boolean
}

const toId = (given: Given<number | string>): number | null => readId(String(given ?? ''))

const isGiven = <T>(given: Given<T>): given is T => given !== null && given !== undefined && given !== ''

/** Brand and categories of a variant that a till described, since the catalogue keeps them on the product only. */
function metaOf({ brand, category, subcategory }: InlineVariant): Record<string, unknown> | null {
  const entries = Object.entries({ brand, category, subcategory }).filter(([, value]) => isGiven(value))
  return entries.length === 0 ? null : Object.fromEntries(entries)
}

/** A receipt is a fact: its price is rounded to the currency, and nonsense is no reason to refuse it. */
function toColumns(inline: InlineVariant, sku: string, name: Given<string>, currency: string): VariantColumns {
  const title = [inline.title, name, sku].find(isGiven) ?? sku
  return {
    ...newVariant(sku, title, currency),
    price_minor: Math.max(0, minorRoundedFromMajor(inline.price ?? 0, currency) ?? 0),
    barcode: inline.barcode ?? null,
    meta: metaOf(inline),
  }
}

class Catalogue {
  readonly byId = new Map<number, LineVariantRow>()
  readonly bySku = new Map<string, LineVariantRow>()

  /** By id, then by the SKUs that name a variant, the line's own one last. */
  find(line: LineGoods): LineVariantRow | undefined {
    return this.#findNamed(line) ?? this.bySku.get(line.sku ?? '')
  }

  /** The same without the line's own SKU: what the line brings along is made before that is tried. */
  isNew(line: LineGoods): boolean {
    return this.#findNamed(line) === undefined
  }

  #findNamed({ product_variant_id, product_variant_sku, product_variant }: LineGoods): LineVariantRow | undefined {
    return (
      this.byId.get(toId(product_variant_id) ?? 0) ??
      this.byId.get(toId(product_variant?.id) ?? 0) ??
      this.bySku.get(product_variant_sku ?? '') ??
      this.bySku.get(product_variant?.sku ?? '')
    )
  }
}

async function readCatalogue(tx: Tx, lines: readonly LineGoods[]): Promise<Catalogue> {
  const catalogue = new Catalogue()
  const ids = lines.flatMap((line) => [toId(line.product_variant_id), toId(line.product_variant?.id)])
  const skus = lines.flatMap((line) => [line.product_variant_sku, line.product_variant?.sku, line.sku])
  const idsAsked = [...new Set(ids)].filter((id) => id !== null)
  const skusAsked = [...new Set(skus)].filter((sku) => isGiven(sku))
  if (idsAsked.length === 0 && skusAsked.length === 0) return catalogue
  for (const { by, ...row } of await findLineVariants(tx, idsAsked, skusAsked)) {
    if (by === 'id') catalogue.byId.set(row.id, row)
    else catalogue.bySku.set(row.sku, row)
  }
  return catalogue
}

/** The new variants that the lines bring along, each SKU once. */
function wantedVariants(
  lines: readonly LineGoods[],
  catalogue: Catalogue,
  currency: string,
): (VariantColumns & { product_id: number })[] {
  const wanted = new Map<string, VariantColumns & { product_id: number }>()
  for (const line of lines) {
    const inline = line.product_variant
    const productId = toId(inline?.product_id)
    if (!inline || !isGiven(inline.sku) || productId === null || !catalogue.isNew(line) || wanted.has(inline.sku))
      continue
    wanted.set(inline.sku, { ...toColumns(inline, inline.sku, line.name, currency), product_id: productId })
  }
  return [...wanted.values()]
}

/**
 * The variant of each line, in the order of the lines. Never refuses: where a line names a variant that is not there,
 * or brings one of an unknown product, `isMissing` says so and the sale raises an exception.
 */
export async function findVariantsForLines(
  tx: Tx,
  lines: readonly LineGoods[],
  now: Instant,
  currency: string,
): Promise<LineVariant[]> {
  const catalogue = await readCatalogue(tx, lines)
  const wanted = wantedVariants(lines, catalogue, currency)
  if (wanted.length > 0) {
    for (const { is_new: isNew, ...row } of await insertLineVariants(tx, wanted, now)) {
      catalogue.bySku.set(row.sku, row)
      if (isNew) announceProduct(tx, 'product.updated', row.product_id)
    }
  }
  return lines.map((line) => {
    const variant = catalogue.find(line)
    const isNamed =
      isGiven(line.product_variant_id) || isGiven(line.product_variant_sku) || isGiven(line.product_variant)
    return { variant, isMissing: isNamed && variant === undefined }
  })
}
