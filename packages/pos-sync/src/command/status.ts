// tillside-sync status: how far the two sides are apart, from what the service has written down and one look at the server.
import { ForbiddenError } from '@tillside/pos-sdk/client/errors'

import type { Opened } from './open.ts'
import { differingRanges } from '../sync/compare.ts'
import { type Doubts, isDoubted, readDoubts, wordsOf } from '../sync/doubts.ts'
import { isRemapped, listMissing } from '../sync/read-again.ts'

const asidesShown = 10

const ago = (at: string | undefined, now: Date): string =>
  at === undefined ? 'never' : `${Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1_000))} s ago (${at})`

/** With what the last compare found against the server. */
interface Status extends Doubts {
  readonly members: number
  readonly filledAt: string | null
  readonly lastEventAt: string | null
  readonly lagMs: number | null
  readonly eventsApplied: number
  /** Of the last delivery that was refused: a secret or a clock that is wrong shows nowhere else. */
  readonly lastRefusedAt: string | null
  readonly lastRefusedCode: string | null
  readonly comparedAt: string | null
  readonly differencesRepaired: number
  readonly setAside: number
  /** Members whose record is no longer in the POS; the next compare writes it again. */
  readonly missing: number
  /** The mapping writes other columns than at the last compare: the next one reads everybody again. */
  readonly isRemapped: boolean
  /** Null: the server did not say. */
  readonly differingRanges: number | null
  /** Why the server did not say; null when it did. */
  readonly trouble: string | null
}

const troubleWith = (error: unknown): string =>
  error instanceof ForbiddenError ? `the server refuses the token: ${error.message}` : 'the server does not answer'

async function readStatus({ pos, loyalty }: Opened): Promise<Status> {
  const { progress, members, asides } = pos.outside
  const all = await progress.readAll()
  // Plain Omneo has no digests: what differs is known only after a compare.
  const differing = await differingRanges({ pos, loyalty }).then(
    (ranges) => ({ ranges: ranges.length, trouble: null }),
    (error: unknown) => ({ ranges: null, trouble: troubleWith(error) }),
  )
  const lagMs = all.get('last_event_lag_ms')
  return {
    members: await members.countLive(),
    filledAt: all.get('filled_at') ?? null,
    lastEventAt: all.get('last_event_at') ?? null,
    lagMs: lagMs === undefined ? null : Number(lagMs),
    eventsApplied: Number(all.get('events_applied') ?? 0),
    lastRefusedAt: all.get('last_refused_at') ?? null,
    lastRefusedCode: all.get('last_refused_code') ?? null,
    comparedAt: all.get('compared_at') ?? null,
    differencesRepaired: Number(all.get('differences_repaired') ?? 0),
    setAside: await asides.count(),
    ...(await readDoubts(progress)),
    missing: (await listMissing(pos)).length,
    isRemapped: await isRemapped(pos),
    differingRanges: differing.ranges,
    trouble: differing.trouble,
  }
}

/** 0 when both sides are equal, 1 when they are not, or the server does not say. */
export async function status(opened: Opened, { json }: { json: boolean }): Promise<number> {
  const found = await readStatus(opened)
  const isEqual = found.differingRanges === 0 && found.missing === 0 && !found.isRemapped && !isDoubted(found)
  const code = isEqual && found.setAside === 0 ? 0 : 1
  if (json) {
    console.log(JSON.stringify(found))
    return code
  }
  const now = opened.now()
  const { differingRanges: ranges } = found
  const apart = [
    ...(ranges === null ? [found.trouble ?? ''] : ranges === 0 ? [] : [`${ranges} of 4096 ranges differ`]),
    ...(found.missing === 0 ? [] : [`${found.missing} records are missing in the POS`]),
    ...(found.isRemapped ? ['the mapping has changed, and everybody is to be read again'] : []),
  ]
  const lines = [
    ['members held', String(found.members)],
    ['first fill', found.filledAt ?? 'not finished'],
    ['last event', ago(found.lastEventAt ?? undefined, now)],
    ['lag of the last event', found.lagMs === null ? 'unknown' : `${(found.lagMs / 1_000).toFixed(1)} s`],
    ['events applied', String(found.eventsApplied)],
    ...(found.lastRefusedAt === null
      ? []
      : [['last refused', `${found.lastRefusedCode ?? ''}, ${ago(found.lastRefusedAt, now)}`]]),
    ['last compare', ago(found.comparedAt ?? undefined, now)],
    ['differences repaired', String(found.differencesRepaired)],
    ['both sides now', apart.length === 0 ? 'equal' : apart.join('; ')],
    ['set aside', String(found.setAside)],
    ...wordsOf(found).map((words, index) => [index === 0 ? 'doubts' : '', words]),
  ]
  for (const [name = '', value = ''] of lines) console.log(`${name.padEnd(22)} ${value}`)
  for (const direction of ['down', 'up', 'link'] as const) {
    for (const { subject, code: why, reason, tries } of await opened.pos.outside.asides.list(direction, asidesShown))
      console.log(`  ${direction.padEnd(4)} ${subject}: ${reason} (${why}, tried ${tries} times)`)
  }
  return code
}
