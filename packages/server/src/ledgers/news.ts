// Value that moved is news of the reward, points or benefit that it moved, and of the member's balance. Whoever writes entries
// says so here: nothing moves value in silence.
import type { EventName } from '@tillside/contract/events'

import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'
import type { Cause, NewEntry } from './store.ts'

/** What is issued or returned comes on a row of its own. */
const madeBy: ReadonlySet<Cause> = new Set(['issue', 'return', 'opening'])

type Move = Pick<NewEntry, 'profileId' | 'kind' | 'rowId' | 'cause' | 'row'>

function eventOf({ kind, cause, row }: Move): EventName {
  if (row === 'gone') return `${kind}.deleted`
  return row === 'made' || madeBy.has(cause) ? `${kind}.created` : `${kind}.updated`
}

export function announceMoves(tx: Tx, moves: readonly Move[]): void {
  for (const move of moves) {
    const { profileId, rowId } = move
    announce(
      tx,
      { event: eventOf(move), profileId, subjectId: rowId },
      { event: 'balance.updated', profileId, subjectId: null },
    )
  }
}
