// Some browsers keep nothing for a page that stands in another site's frame, and throw when they are asked to. The portal works
// all the same, but takes no value: what could not be written down could be taken twice.
import type { Shelf } from '../requests/kept.ts'

/** Remembers as long as the page is open. */
function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
}

function isDenied(look: () => Storage): boolean {
  try {
    look().getItem('')
    return false
  } catch {
    return true
  }
}

/** What is only a comfort, such as the language, is then forgotten with the page. */
export function standInForStorage(page: Window): void {
  if (isDenied(() => page.localStorage)) Object.defineProperty(page, 'localStorage', { value: memory() })
}

/** Where asks are written down before they are sent. One that cannot keep refuses, so that nothing is sent. */
export function shelfOf(page: Window): Shelf {
  if (!isDenied(() => page.sessionStorage)) return page.sessionStorage
  return {
    getItem: () => null,
    setItem: () => {
      throw new Error('this browser keeps nothing for this page')
    },
  }
}
