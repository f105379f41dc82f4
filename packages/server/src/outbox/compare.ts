// Whether a change changed anything: one that did not is no news.
import { isDeepStrictEqual } from 'node:util'

/** When it was changed last does not count. */
export const isSame = <T extends object>(before: T, after: T): boolean =>
  isDeepStrictEqual({ ...before, updated_at: null }, { ...after, updated_at: null })
