// Whether everything on a page can be hit with a finger.
import type { Page } from 'playwright-core'

interface Tall {
  /** What a target begins with that must be higher, since it takes money. */
  readonly words: string
  readonly leastHigh: number
}

/** Targets in sight that a finger could miss; a box to tick is as large as the words beside it. */
export const smallTargets = (page: Page, tall: Tall | null = null): Promise<string[]> =>
  page.evaluate((higher) => {
    const least = 48
    const boxesOf = (target: HTMLElement): DOMRect[] => {
      const isTicked = target instanceof HTMLInputElement && /checkbox|radio/.test(target.type)
      const parts = isTicked ? [...(target.labels ?? [])] : [target]
      return parts.map((part) => part.getBoundingClientRect())
    }
    return [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')].flatMap((target) => {
      const leastHigh = higher !== null && target.textContent.startsWith(higher.words) ? higher.leastHigh : least
      const boxes = boxesOf(target).filter(({ width, left }) => width > 0 && left > -1)
      const isLarge = boxes.some(({ width, height }) => height > leastHigh - 0.5 && width > least - 0.5)
      if (boxes.length === 0 || isLarge || !target.checkVisibility()) return []
      const sizes = boxes.map(({ width, height }) => `${width}×${height}`).join(', ')
      return [`${target.outerHTML.slice(0, 120)} ${sizes}`]
    })
  }, tall)
