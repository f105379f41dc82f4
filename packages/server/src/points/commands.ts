// Issuing points, changing them and taking them away, by request. Datetimes are UTC and come back as they were sent.
import type { Static } from 'typebox'

import type { PointChange, PointRequest } from '@tillside/contract/points'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { sentOr } from '../incentives/details.ts'
import { announceChange } from '../incentives/news.ts'
import { lockRow, readEndOr } from '../incentives/rows.ts'
import { defaultEnd, readEnd, readMoment } from '../incentives/validity.ts'
import { readThousandths, refuseField } from '../incentives/values.ts'
import { appendEntries } from '../ledgers/service.ts'
import { lockProfile } from '../profiles/service.ts'
import { type PointTerms, readPointTerms } from '../settings/service.ts'
import { payPointDebts } from './debts.ts'
import { holdPointDefinition } from './definition-store.ts'
import { periodOf } from './definitions.ts'
import { type HeldPoint, valueOfMove, withPointDefinitions } from './service.ts'
import * as store from './store.ts'

type Request = Static<typeof PointRequest>

/** The two dates, either of which stands for the other. */
function readDates({ issued_at: issued, accrued_at: accrued }: Request): { issuedAt: Instant; accruedAt: Instant } {
  const first = issued ?? accrued ?? refuseField('issued_at', 'is required without an accrued_at')
  return { issuedAt: readMoment(issued ?? first, null), accruedAt: readMoment(accrued ?? first, null) }
}

export async function createPoint(
  tx: Tx,
  caller: Caller,
  request: Request,
  now: Instant,
): Promise<Outcome<HeldPoint, RefusalCode>> {
  const initial = readThousandths(request.value_initial, 'value_initial')
  const { value_remaining: left } = request
  const remaining = typeof left === 'number' ? readThousandths(left, 'value_remaining') : initial
  const { issuedAt, accruedAt } = readDates(request)
  const profileId = await lockProfile(tx, request.profile_id)
  if (profileId === null) return refuse('reference_unknown', { field: 'profile_id' })
  const definition = await holdPointDefinition(tx, Number(request.point_definition_id))
  if (!definition) return refuse('reference_unknown', { field: 'point_definition_id' })
  const terms = await readPointTerms(tx)
  const row = await store.insertPoint(
    tx,
    {
      profile_id: profileId,
      definition_id: definition.id,
      value_initial: initial,
      value_remaining: remaining,
      issued_at: issuedAt,
      accrued_at: accruedAt,
      ends_at: request.expires_at
        ? readEnd(request.expires_at, null)
        : defaultEnd(periodOf(definition), issuedAt, terms.timeZone),
      timezone: terms.timeZone,
      description: request.description ?? null,
      meta: request.meta ?? null,
      source_type: null,
      source_id: null,
    },
    now,
  )
  await book(tx, { caller, row, terms, cause: 'issue', amount: remaining }, now)
  await payPointDebts(tx, { profileId, userId: caller.userId }, now)
  return accept({ ...((await store.findPoint(tx, row.id)) ?? row), definition })
}

export async function changePoint(
  tx: Tx,
  caller: Caller,
  id: number,
  change: Static<typeof PointChange>,
  now: Instant,
): Promise<Outcome<HeldPoint, RefusalCode>> {
  const row = await lockRow(tx, () => store.findPoint(tx, id))
  if (!row) return refuse('not_found')
  const { value_initial: initial, value_remaining: remaining } = change
  const changed = await store.updatePoint(
    tx,
    row,
    {
      value_initial: typeof initial === 'number' ? readThousandths(initial, 'value_initial') : row.value_initial,
      value_remaining:
        typeof remaining === 'number' ? readThousandths(remaining, 'value_remaining') : row.value_remaining,
      issued_at: change.issued_at ? readMoment(change.issued_at, null) : row.issued_at,
      accrued_at: change.accrued_at ? readMoment(change.accrued_at, null) : row.accrued_at,
      ends_at: readEndOr(change.expires_at, row.ends_at, null),
      description: sentOr(change.description, row.description),
      meta: sentOr(change.meta, row.meta),
    },
    now,
  )
  announceChange(tx, 'point', row, changed)
  const amount = changed.value_remaining - row.value_remaining
  if (amount !== 0) await book(tx, { caller, row, terms: await readPointTerms(tx), cause: 'adjustment', amount }, now)
  // More points, and those that were given more time, pay what is owed, as points do that come in.
  await payPointDebts(tx, { profileId: row.profile_id, userId: caller.userId }, now)
  const [held] = await withPointDefinitions(tx, [(await store.findPoint(tx, id)) ?? changed])
  return held ? accept(held) : refuse('not_found')
}

export async function removePoint(
  tx: Tx,
  caller: Caller,
  id: number,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const row = await lockRow(tx, () => store.findPoint(tx, id))
  if (!row) return refuse('not_found')
  await store.updatePoint(tx, row, { value_remaining: 0, deleted_at: now }, now)
  await book(tx, { caller, row, terms: await readPointTerms(tx), cause: 'removal', amount: -row.value_remaining }, now)
  return accept(undefined)
}

interface Booking {
  readonly caller: Caller
  readonly row: store.PointRow
  readonly terms: PointTerms
  readonly cause: 'issue' | 'adjustment' | 'removal'
  readonly amount: number
}

async function book(tx: Tx, { caller, row, terms, cause, amount }: Booking, now: Instant): Promise<void> {
  const valueMinor = valueOfMove(amount, terms.exchange, terms.currency)
  await appendEntries(
    tx,
    [
      {
        profileId: row.profile_id,
        kind: 'point',
        rowId: row.id,
        amount,
        valueMinor,
        cause,
        userId: caller.userId,
        ...(cause === 'removal' ? { row: 'gone' } : {}),
      },
    ],
    now,
  )
}
