// Granting an allowance: the value is set aside now, or what is at risk is kept under its ceilings.
import type { Static } from 'typebox'
import { uuidv7 } from 'uuidv7'

import type { AllowanceRequest } from '@tillside/contract/allowances'
import type { RefusalCode } from '@tillside/contract/refusals'
import { majorFromMinor } from '@tillside/money/money'
import { type Ceilings, roomUnder } from '@tillside/rules/allowances'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { instant, type Instant, minuteMs } from '@tillside/rules/time'
import { localDayOf } from '@tillside/rules/zone'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import type { Tenant } from '../http/context.ts'
import { lockProfile } from '../profiles/service.ts'
import { readAmount } from '../redemptions/request.ts'
import { decideReserve, setAside } from '../redemptions/reserve.ts'
import { type OfflineTerms, readOfflineTerms } from '../settings/service.ts'
import { type AllowanceRow, findOpenAllowance, insertAllowance, type NewAllowance, sumAtRisk } from './store.ts'

export { handOverAllowances } from './store.ts'

interface Wish {
  readonly profileId: string
  readonly body: Static<typeof AllowanceRequest>
  readonly tenant: Tenant
}

interface Granted {
  readonly allowance: AllowanceRow
  /** It was there before. */
  readonly isReplay: boolean
}

/** The ceilings of the tenant, and how much of each is taken up. Behind the lock under which risk is granted. */
async function readCeilings(
  tx: Tx,
  terms: OfflineTerms,
  of: { readonly profileId: string; readonly device: string; readonly day: string },
): Promise<Ceilings> {
  const used = await sumAtRisk(tx, of)
  return {
    member: { max: terms.ceilingMember, used: used.member },
    device: { max: terms.ceilingDevice, used: used.device },
    day: { max: terms.ceilingDay, used: used.day },
  }
}

/** What a new allowance is, but for how much. */
function drawUp(profileId: string, wish: Wish, terms: OfflineTerms, userId: number, now: Instant) {
  const validUntil = instant(now + terms.validMinutes * minuteMs)
  return {
    id: uuidv7(),
    profile_id: profileId,
    device: wish.body.device,
    currency: wish.tenant.currency,
    count: terms.count,
    valid_from: now,
    valid_until: validUntil,
    report_by: instant(validUntil + terms.graceMinutes * minuteMs),
    granted_day: localDayOf(now, wish.tenant.timeZone),
    user_id: userId,
  }
}

type Draft = ReturnType<typeof drawUp>

async function grantReserve(
  tx: Tx,
  draft: Draft,
  wanted: number,
  now: Instant,
): Promise<Outcome<Amounts, RefusalCode>> {
  const { profile_id: profileId, currency, user_id: userId } = draft
  const decided = await decideReserve(tx, profileId, { amount: wanted, currency }, now)
  if (!decided.ok) return decided
  const account = { profileId, currency, userId, meta: { allowance_id: draft.id } }
  const id = await setAside(tx, account, decided.value.takes, draft.report_by, now)
  return accept({ mode: 'reserve', total: decided.value.total, reserveId: id })
}

async function grantRisk(
  tx: Tx,
  draft: Draft,
  wanted: number,
  terms: OfflineTerms,
  now: Instant,
): Promise<Outcome<Amounts, RefusalCode>> {
  const { profile_id: profileId, currency } = draft
  const decided = await decideReserve(tx, profileId, { amount: wanted, currency }, now)
  if (!decided.ok) return decided
  const ceilings = await readCeilings(tx, terms, { profileId, device: draft.device, day: draft.granted_day })
  const { room, nearest } = roomUnder(ceilings)
  if (room === 0) {
    const details = { ceiling: nearest, amount: majorFromMinor(ceilings[nearest].max, currency) }
    return refuse('offline_ceiling_reached', { details })
  }
  return accept({ mode: 'risk', total: Math.min(decided.value.total, room), reserveId: null })
}

interface Amounts {
  readonly mode: NewAllowance['mode']
  readonly total: number
  readonly reserveId: number | null
}

/**
 * Grants one, or answers the one that the device has for this member. To tills of another user it is not answered: two that
 * have the same name would each spend it, and lose more than any ceiling.
 */
export async function grantAllowance(
  tx: Tx,
  caller: Caller,
  wish: Wish,
  now: Instant,
): Promise<Outcome<Granted, RefusalCode>> {
  const { body, tenant } = wish
  const asked = typeof body.amount === 'number' ? readAmount(body.amount, tenant.currency) : Infinity
  const terms = await readOfflineTerms(tx)
  if (terms.mode === 'off') return refuse('offline_off')
  const profileId = await lockProfile(tx, wish.profileId)
  if (profileId === null) return refuse('not_found')
  const open = await findOpenAllowance(tx, profileId, body.device, now)
  if (open && open.user_id !== caller.userId) return refuse('device_taken')
  if (open) return accept({ allowance: open, isReplay: true })

  const draft = drawUp(profileId, wish, terms, caller.userId, now)
  const wanted = Math.min(asked, terms.amountTotal)
  const granted =
    terms.mode === 'reserve'
      ? await grantReserve(tx, draft, wanted, now)
      : await grantRisk(tx, draft, wanted, terms, now)
  if (!granted.ok) return granted
  const { mode, total, reserveId } = granted.value
  const amounts = { amount_total_minor: total, amount_per_sale_minor: Math.min(terms.amountPerSale, total) }
  const allowance = { ...draft, ...amounts, mode, reserve_redemption_id: reserveId }
  return accept({ allowance: await insertAllowance(tx, allowance, now), isReplay: false })
}
