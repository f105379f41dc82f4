// For a POS that no server can reach: the feed of changes is asked for, and whoever changed is read.
import { RefusedError } from '@tillside/pos-sdk/client/errors'

import type { Loyalty } from '../server/loyalty.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

/** Members that are read at once. */
const readsAtOnce = 8

interface PullOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
}

/** Where the feed ends now: whatever comes behind it is news to a POS that is filled afterwards. */
export async function markFeed({ pos, loyalty }: Pick<PullOptions, 'pos' | 'loyalty'>): Promise<void> {
  await pos.outside.progress.write('changes_after', String(await loyalty.newestChange()))
}

/**
 * Follows the feed to its end. False when the feed no longer has what comes next: then only a compare finds what was missed, and the
 * feed is followed from its end.
 */
export async function pull({ pos, loyalty, keeper }: PullOptions): Promise<boolean> {
  const { progress } = pos.outside
  for (;;) {
    const after = Number((await progress.read('changes_after')) ?? 0)
    const page = await loyalty.changes(after).catch((error: unknown) => {
      if (error instanceof RefusedError && (error.code === 'cursor_too_old' || error.code === 'cursor_unknown'))
        return null
      throw error
    })
    if (!page) {
      await markFeed({ pos, loyalty })
      return false
    }
    // Of a member who changed often only the last change is news.
    const newest = new Map(page.changes.map(({ profileId, version }) => [profileId, version]))
    const waiting = [...newest].reverse()
    const work = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await keeper.takeHint(next[0], next[1])
    }
    await Promise.all(Array.from({ length: readsAtOnce }, work))
    await progress.write('changes_after', String(page.nextAfter))
    if (page.nextAfter >= page.newest) return true
  }
}
