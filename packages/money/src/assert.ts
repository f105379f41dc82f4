/**
 * Guards what only a bug can break; it stays on in production, since a wrong
 * amount is worse than a stopped request. What users send is refused with a
 * code instead. Our own, as this code also runs in a browser.
 */
export function assert(isTrue: boolean, message: string): asserts isTrue {
  if (!isTrue) throw new Error(`assertion failed: ${message}`)
}
