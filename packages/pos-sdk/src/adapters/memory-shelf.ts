// A shelf that is gone with the process, for tests and for tills that keep nothing.
import type { Shelf } from '../ports/shelf.ts'

export function openMemoryShelf(): Shelf {
  let kept: string | null = null
  return {
    read: async () => kept,
    write: async (text) => {
      kept = text
    },
  }
}
