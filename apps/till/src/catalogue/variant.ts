// What the till knows of one thing that it sells.
import type { Static } from 'typebox'

import type { Product } from '@tillside/contract/products'
import { minorRoundedFromMajor } from '@tillside/money/money'

export interface CatalogueVariant {
  readonly variantId: number
  readonly sku: string
  readonly barcode: string | null
  readonly title: string
  readonly department: string | null
  /** What one costs today, in minor units. */
  readonly priceMinor: number
  /** The ticket price, where today's is lower. */
  readonly priceOriginalMinor: number | null
  /** False for gift cards and vouchers: a reward may not pay for money. */
  readonly isEligible: boolean
  /** What its words are searched in: title, brand, SKU, barcode and department, without marks and capitals. */
  readonly searched: string
}

type Wire = Static<typeof Product>

/** Statuses of what is not sold any more, or not yet. */
const notSold: ReadonlySet<string> = new Set(['discontinued', 'deleted', 'archived', 'draft'])
/** Kinds of product that are money in another form. */
const moneyKinds: ReadonlySet<string> = new Set(['gift', 'voucher'])

/** As names are compared: Müller's and MULLERS differ in nothing that a cashier would type. */
export const plainText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

/** Those variants of a product that can be sold. */
export function variantsOf(product: Wire, currency: string): CatalogueVariant[] {
  if (notSold.has(product.status)) return []
  return product.variants.map((variant) => {
    const ticketMinor = minorRoundedFromMajor(variant.price, currency) ?? 0
    const reducedMinor = minorRoundedFromMajor(variant.price_discounted ?? variant.price, currency) ?? ticketMinor
    const isReduced = reducedMinor < ticketMinor
    const words = [variant.title, product.title, product.brand, variant.sku, variant.barcode, product.department]
    return {
      variantId: variant.id,
      sku: variant.sku,
      barcode: variant.barcode,
      title: variant.title,
      department: product.department,
      priceMinor: isReduced ? reducedMinor : ticketMinor,
      priceOriginalMinor: isReduced ? ticketMinor : null,
      isEligible: !moneyKinds.has(product.type ?? ''),
      searched: plainText(words.filter(Boolean).join(' ')),
    }
  })
}
