// A page of the feed of changes, for a receiver that asks for what comes after what it has.
import type { Change } from '@tillside/contract/changes'
import type { ChangeType } from '@tillside/contract/events'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Static } from 'typebox'

import type { Db } from '../db/open.ts'
import { wireMoment } from '../http/render.ts'
import { type ChangeRow, readFeed } from './store.ts'

/** Most that one request looks at: what is not about the types that it wishes for is passed by. */
const scannedMax = 10_000

interface FeedWish {
  readonly after: number | null
  readonly types: readonly ChangeType[] | null
  readonly limit: number
}

interface Feed {
  data: Static<typeof Change>[]
  meta: { next_after: number; newest: number }
}

const toChange = ({ number, profile_id, version, types, events, at }: ChangeRow): Static<typeof Change> => ({
  number,
  profile_id,
  version,
  types,
  events: [...new Set(events.map(({ event }) => event))],
  at: wireMoment(at),
})

/** What is kept no more, and what was never numbered, is refused: a receiver that asks for it would miss something in silence. */
export async function readChanges(db: Db, wish: FeedWish): Promise<Outcome<Feed, RefusalCode>> {
  const { rows, last, removed } = await readFeed(db, { ...wish, scanned: scannedMax })
  const after = wish.after ?? removed
  if (after < removed) return refuse('cursor_too_old', { details: { oldest: removed + 1, newest: last } })
  if (after > last) return refuse('cursor_unknown', { details: { newest: last } })
  const lookedUpTo = Math.min(after + scannedMax, last)
  const nextAfter = rows.length === wish.limit ? (rows.at(-1)?.number ?? after) : lookedUpTo
  return accept({ data: rows.map(toChange), meta: { next_after: nextAfter, newest: last } })
}
