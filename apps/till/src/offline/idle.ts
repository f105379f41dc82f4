// Whether a new version of the page may take over now: what somebody has begun and no journal holds would be lost with the page.
import type { TillSnapshot } from '../runtime/snapshot.ts'

/** No sale is in hand, and the terminal has no money of anybody, neither coming in nor going back. */
export const isAtRest = ({ sale, card }: TillSnapshot): boolean => sale === null && card === null

/** The sell screen with nothing on it. On another one somebody may be at a return, a form or a receipt. */
export function isPageIdle({ location, document }: Pick<Window, 'location' | 'document'>): boolean {
  const isSelling = /^\/till\/?$/.test(location.pathname)
  const fields = document.querySelectorAll<HTMLInputElement>('input[type="search"], input[type="text"]')
  return isSelling && document.querySelector('dialog[open]') === null && [...fields].every(({ value }) => value === '')
}
