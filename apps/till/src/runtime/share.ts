// Two snapshots share what did not change between them, so that a screen draws anew only what did.

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The value after, made of the parts of the one before wherever they say the same. Values are never changed, so this is safe. */
export function share<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after
  if (Array.isArray(before) && Array.isArray(after)) {
    const shared = after.map((value, index) => share(before[index], value) as unknown)
    return (isSame(before, shared) ? before : shared) as T
  }
  if (!isPlain(before) || !isPlain(after)) return after
  const shared = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, share(before[name], value)]))
  const isAll = Object.keys(before).length === Object.keys(shared).length
  return (isAll && isSame(Object.values(before), Object.values(shared)) ? before : shared) as T
}

const isSame = (before: readonly unknown[], after: readonly unknown[]): boolean =>
  before.length === after.length && after.every((value, index) => Object.is(value, before[index]))
