// What the sample shop sells: some sixteen products in about forty variants, with barcodes of GS1's range for examples.
import { gs1CheckDigit } from '@tillside/rules/identities'

import { shopName } from './programme.ts'

/** GS1 keeps 952 for demonstrations: no goods and no card of anybody begin with it. */
const examplePrefix = '952'

/** A thirteen-digit number with its check digit. `kind` keeps goods and cards apart. */
export function exampleNumber(kind: number, serial: number): string {
  const digits = `${examplePrefix}${kind}${String(serial).padStart(8, '0')}`
  return `${digits}${gs1CheckDigit(digits)}`
}

const goods: readonly (readonly [title: string, department: string, price: number, variants: string])[] = [
  ['Wool coat', 'Women', 289, 'XS S M L XL'],
  ['Linen shirt', 'Women', 115, 'XS S M L'],
  ['Silk scarf', 'Accessories', 65, 'Red Navy'],
  ['Cotton tee', 'Women', 45, 'S M L'],
  ['Leather belt', 'Accessories', 59.95, 'S M L'],
  ['Socks, three pairs', 'Accessories', 25, 'One-size'],
  ['Chinos', 'Men', 119.95, '30 32 34 36'],
  ['Oxford shirt', 'Men', 99.95, 'S M L XL'],
  ['Merino jumper', 'Men', 149.5, 'S M L'],
  ['Field jacket', 'Men', 235, 'M L'],
  ['Canvas tote', 'Accessories', 39.9, 'One-size'],
  ['Rain hat', 'Accessories', 49, 'One-size'],
  ['Denim skirt', 'Women', 89.95, '8 10 12'],
  ['Children’s raincoat', 'Children', 79, '4 6 8'],
  ['Gift card', 'Gift cards', 50, '50'],
]

const codeOf = (title: string): string =>
  title
    .toUpperCase()
    .replaceAll(/[^A-Z ]/g, '')
    .split(' ')
    .map((word) => word.slice(0, 3))
    .join('')

export interface SampleVariant {
  readonly sku: string
  readonly title: string
  readonly price: number
  readonly barcode: string
}

interface SampleProduct {
  readonly title: string
  readonly handle: string
  readonly department: string
  readonly type: string
  readonly brand: string
  readonly variants: readonly SampleVariant[]
}

/** `priceOf` fits a price to the tenant's currency. */
export function sampleProducts(priceOf: (price: number) => number): SampleProduct[] {
  let serial = 0
  return goods.map(([title, department, price, variants]) => ({
    title,
    handle: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
    department,
    type: department === 'Gift cards' ? 'gift' : 'simple',
    brand: shopName,
    variants: variants.split(' ').map((name) => ({
      sku: `${codeOf(title)}-${name.toUpperCase()}`,
      title: name === 'One-size' ? title : `${title}, ${name}`,
      price: priceOf(price),
      barcode: exampleNumber(0, (serial += 1)),
    })),
  }))
}
