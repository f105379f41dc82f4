// Everything that the till can sell, kept on the till: a product is found while the server is away. It is filled page by page
// in the background, and what is shown stays what it was until the last page has come.
import type { Client } from '@tillside/pos-sdk/client/client'

import { type CatalogueVariant, plainText, variantsOf } from './variant.ts'
import type { CatalogueStore } from './store.ts'

const pageSize = 500
const foundMax = 60

/** A code of GS1 with its leading zeros: UPC-A, EAN-8 and EAN-13 are the same article in fewer figures. */
const gtinLength = 14
const gtin = /^(\d{8}|\d{12,14})$/

/** One text for all the ways in which a code of goods is printed. */
const codeKey = (code: string): string => (gtin.test(code) ? code.padStart(gtinLength, '0') : code.trim().toUpperCase())

export interface Department {
  readonly name: string
  readonly count: number
}

interface CatalogueOptions {
  readonly store: CatalogueStore
  readonly currency: string
}

export class Catalogue {
  readonly #store: CatalogueStore
  readonly #currency: string
  readonly #listeners = new Set<() => void>()
  #variants: readonly CatalogueVariant[] = []
  #byCode = new Map<string, CatalogueVariant>()
  #departments: readonly Department[] = []
  #refreshing: Promise<boolean> | null = null

  private constructor({ store, currency }: CatalogueOptions) {
    this.#store = store
    this.#currency = currency
  }

  /** As it was kept; empty before the first visit. */
  static async open(options: CatalogueOptions): Promise<Catalogue> {
    const catalogue = new Catalogue(options)
    catalogue.#show(await options.store.read().catch(() => []))
    return catalogue
  }

  get size(): number {
    return this.#variants.length
  }

  /** By name; the same list until the catalogue changes. */
  get departments(): readonly Department[] {
    return this.#departments
  }

  /** What a barcode or a SKU names, however many leading zeros the scanner sent. */
  findByCode(code: string): CatalogueVariant | undefined {
    return this.#byCode.get(codeKey(code))
  }

  /** Variants in which each word occurs, those whose name begins with the text first; at most 60. */
  search(text: string, department: string | null = null): readonly CatalogueVariant[] {
    const words = plainText(text).split(/\s+/).filter(Boolean)
    const found: CatalogueVariant[] = []
    const first: CatalogueVariant[] = []
    for (const variant of this.#variants) {
      if (department !== null && variant.department !== department) continue
      if (!words.every((word) => variant.searched.includes(word))) continue
      const isFirst = words.length > 0 && variant.searched.startsWith(words[0] ?? '')
      ;(isFirst ? first : found).push(variant)
      if (first.length === foundMax) break
    }
    return [...first, ...found].slice(0, foundMax)
  }

  /** Calls back when what is sold has changed. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Fetches all of it anew. False: the server did not answer to the end, and the till keeps what it had. */
  refresh(client: Client): Promise<boolean> {
    this.#refreshing ??= this.#fetch(client).finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  async #fetch(client: Client): Promise<boolean> {
    const variants: CatalogueVariant[] = []
    try {
      for (let page: number | null = 1; page !== null;) {
        const answer = await client.products.list({ sort: 'id', page, pageSize })
        for (const product of answer.items) variants.push(...variantsOf(product, this.#currency))
        page = answer.pageNext
      }
    } catch {
      return false
    }
    this.#show(variants)
    // A full disk: the till sells what it has just heard, and fetches it anew tomorrow.
    await this.#store.replace(variants).catch(() => {})
    return true
  }

  #show(variants: readonly CatalogueVariant[]): void {
    this.#variants = [...variants].sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
    this.#byCode = new Map()
    for (const variant of this.#variants) {
      for (const code of [variant.sku, variant.barcode]) if (code) this.#byCode.set(codeKey(code), variant)
    }
    const counts = new Map<string, number>()
    for (const { department } of this.#variants) {
      if (department) counts.set(department, (counts.get(department) ?? 0) + 1)
    }
    this.#departments = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => ({ name, count }))
    for (const listener of this.#listeners) listener()
  }
}
