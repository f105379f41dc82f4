// The redemption of a sale: the one that it names, whether it can be applied, and what becomes of it when the sale
// changes. Read it behind the member's lock.
import type { ExceptionCode } from '@tillside/contract/exceptions'
import { majorFromMinor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readId } from '../http/ids.ts'
import { findRedemptionForSale, hasLapsed, type RedemptionForSale, settleLapsed } from '../redemptions/sale.ts'
import type { Concern, NamedLinks } from './names.ts'
import type { SaleBody } from './sale.ts'
import type { TransactionRow } from './store.ts'
import type { Wish } from './wish.ts'

export interface SettledRedemption {
  /** What the till named, whatever becomes of it. */
  readonly namedId: number | null
  /** What the sale applies: also after it was reversed, when it stays on the sale as it was. */
  readonly appliedId: number | null
  /** Its value is spread over the lines; null when it was reversed. */
  readonly redemption: RedemptionForSale | null
  /** What of it the sale applies: all, but for what had been returned before. In minor units. */
  readonly appliedMinor: number
  readonly concerns: readonly Concern[]
}

const noId = 0

/** What a sale names now. One whose redemption was reversed or not applied is answered without it, and sent back that way. */
function readNamed(body: SaleBody, before: TransactionRow | undefined, isShown: boolean): number | null {
  const given = body.redemption_id
  if (given === undefined || (given === null && !isShown)) return before?.named_redemption_id ?? null
  if (given === null || typeof given === 'number') return given
  // Digits beyond any id name nothing that we have.
  return readId(given) ?? noId
}

function whyNot(found: RedemptionForSale | undefined, wish: Wish, profileId: string | null): ExceptionCode | null {
  if (!found) return 'redemption_unknown'
  if (found.type !== 'redeem' || found.is_reserve) return 'redemption_not_spent'
  if (found.profile_id !== profileId) return 'redemption_foreign'
  if (found.reversed_at !== null) return 'redemption_reversed'
  if (found.isReturned) return 'redemption_returned'
  return found.transaction_id !== null && found.transaction_id !== wish.id ? 'redemption_already_applied' : null
}

/** The receipt may have given all of it as a discount: staff should see that a part had come back. */
const partlyReturned = ({ id, leftMinor, currency }: RedemptionForSale): Concern => ({
  code: 'redemption_partly_returned',
  redemptionId: id,
  details: { redemption_id: id, amount: majorFromMinor(leftMinor, currency) },
})

interface Question {
  readonly wish: Wish
  readonly links: NamedLinks
  /** In another currency than the tenant's: nothing is applied. */
  readonly isForeign: boolean
  readonly userId: number
}

/** What was applied stays applied; what was undone with a void stays undone. */
function asBefore(before: TransactionRow, applied: RedemptionForSale, wish: Wish): SettledRedemption {
  const comesBack = before.is_void && !wish.facts.is_void
  const { id } = applied
  const concerns: Concern[] = comesBack
    ? [{ code: 'redemption_reversed', redemptionId: id, details: { redemption_id: id }, hasHappened: true }]
    : []
  return {
    namedId: before.named_redemption_id,
    appliedId: id,
    redemption: applied.reversed_at === null ? applied : null,
    appliedMinor: before.redemption_minor,
    concerns,
  }
}

/**
 * What a sale applies that names a hold which had lapsed: the value is taken again, if it is still there. Only the first time: a
 * sale that found it gone, and is sent again when the customer has been given more, takes nothing of that.
 */
async function findForLapsed(
  tx: Tx,
  lapsed: RedemptionForSale,
  { wish, links, userId }: Question,
  now: Instant,
): Promise<RedemptionForSale | undefined> {
  const before = wish.before?.sale
  const hasTried =
    before !== undefined &&
    !before.is_void &&
    before.named_redemption_id === lapsed.id &&
    before.profile_id === links.profile_id
  return settleLapsed(tx, lapsed, { userId, mayTake: !hasTried }, now)
}

/** A redemption stays applied while the sale names it, and the member and the currency are the same; else it is looked at anew. */
export async function settleRedemption(tx: Tx, question: Question, now: Instant): Promise<SettledRedemption> {
  const { wish, links, isForeign } = question
  const before = wish.before?.sale
  const applied =
    before && before.redemption_id !== null ? await findRedemptionForSale(tx, before.redemption_id) : undefined
  const namedId = readNamed(wish.body, before, applied !== undefined && applied.reversed_at === null)
  const isSameSale = before?.profile_id === links.profile_id && before.currency === wish.facts.currency
  // A lapsed hold is applied under another number, and a sale may be sent back with either.
  const isSameName = before && [before.named_redemption_id, before.redemption_id].includes(namedId)
  if (before && applied && isSameName && isSameSale) return asBefore(before, applied, wish)
  const nothing = { namedId, appliedId: null, redemption: null, appliedMinor: 0, concerns: [] }
  if (namedId === null) return nothing
  const named = await findRedemptionForSale(tx, namedId)
  const namedCode = whyNot(named, wish, links.profile_id)
  const isLapsed = named !== undefined && namedCode === 'redemption_reversed' && hasLapsed(named)
  if (isLapsed && (isForeign || wish.facts.is_void)) return nothing
  const found = isLapsed ? await findForLapsed(tx, named, question, now) : named
  const code = !isLapsed ? namedCode : found ? whyNot(found, wish, links.profile_id) : 'hold_lapsed'
  if (!found || code) {
    const redemption = named ? { redemptionId: named.id } : {}
    const concerns: Concern[] = code ? [{ code, ...redemption, details: { redemption_id: namedId } }] : []
    return { ...nothing, concerns }
  }
  if (isForeign) return nothing
  const concerns = found.leftMinor === found.total_minor ? [] : [partlyReturned(found)]
  return { namedId, appliedId: found.id, redemption: found, appliedMinor: found.leftMinor, concerns }
}
