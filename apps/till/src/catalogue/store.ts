// Where the catalogue is kept: the browser's database. It is the server's, so that it may be lost.
import { openDB } from 'idb'

import type { CatalogueVariant } from './variant.ts'

export interface CatalogueStore {
  read(): Promise<CatalogueVariant[]>
  /** All of it or nothing. */
  replace(variants: readonly CatalogueVariant[]): Promise<void>
}

const layoutVersion = 1
const storeName = 'variants'

export async function openCatalogueStore(name: string): Promise<CatalogueStore> {
  const database = await openDB(name, layoutVersion, {
    upgrade: (made) => void made.createObjectStore(storeName, { keyPath: 'variantId' }),
  })
  return {
    read: () => database.getAll(storeName) as Promise<CatalogueVariant[]>,
    replace: async (variants) => {
      const transaction = database.transaction(storeName, 'readwrite')
      const written = [transaction.store.clear(), ...variants.map((variant) => transaction.store.put(variant))]
      await Promise.all([...written, transaction.done])
    },
  }
}
