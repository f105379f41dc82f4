// The browser's locks, as far as a journal uses them, for runtimes that have none.
import type { Locks } from '../src/adapters/indexeddb-types.ts'

export function createLocks(): Locks {
  const held = new Set<string>()
  return {
    request: async (name, _options, whileHeld) => {
      if (held.has(name)) return whileHeld(null)
      held.add(name)
      try {
        return await whileHeld({ name })
      } finally {
        held.delete(name)
      }
    },
  }
}
