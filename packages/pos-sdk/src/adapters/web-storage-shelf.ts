// A shelf in the browser's own storage for a page: `openWebStorageShelf(localStorage, 'members')`.
import type { Shelf } from '../ports/shelf.ts'

interface WebStorage {
  getItem(name: string): string | null
  setItem(name: string, text: string): void
}

export const openWebStorageShelf = (storage: WebStorage, name: string): Shelf => ({
  read: async () => storage.getItem(name),
  write: async (text) => storage.setItem(name, text),
})
