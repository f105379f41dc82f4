// A scanner at a page: a keyboard that is faster than any hand.
import type { Page } from 'playwright-core'

/** Between the keys of a scanner. */
const gapSeconds = 0.004
/** Nobody pulls the trigger in the same moment in which they press a key: the page would take both for the scanner's. */
export const triggerMs = 50

/**
 * Types as a scanner does, wherever the focus is, with Enter at the end. The keys carry the times that a scanner gives them,
 * so that a machine which is busy does not make a slow typist of it.
 */
export async function scan(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await page.waitForTimeout(triggerMs)
  const begun = Date.now() / 1000
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }
  const keys = [...Array.from(text, (character) => ({ key: character, text: character })), enter]
  const strokes = keys.flatMap(({ text: written, ...key }, index) => {
    const timestamp = begun + index * gapSeconds
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, text: written, timestamp }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, timestamp }),
    ]
  })
  await Promise.all(strokes)
  await session.detach()
}
