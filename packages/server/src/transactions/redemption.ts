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
  /** What of it the sale applies, or applied of what it let go of: all, but for what had been returned before. In minor units. */
  readonly appliedMinor: number
  /** What it let go of, now or before: named again, it is what it was. */
  readonly keptId: number | null
  /** The sale is void: these are given back. */
  readonly givenBack: readonly RedemptionForSale[]
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

/** The same name on a sale of the same member, in the same currency, as when it was looked at last. */
const isAsAsked = (before: TransactionRow | undefined, namedId: number | null, { wish, links }: Question): boolean =>
  before !== undefined &&
  !before.is_void &&
  before.profile_id === links.profile_id &&
  before.currency === wish.facts.currency &&
  // A lapsed hold is applied under another number, and a sale may be sent back with either.
  [before.named_redemption_id, before.redemption_id].includes(namedId)

/** A void sale holds no redemption: what it held, and what it names and could have applied, is given back. */
async function giveBackOf(
  tx: Tx,
  namedId: number | null,
  applied: RedemptionForSale | undefined,
  { wish, links, isForeign }: Question,
): Promise<RedemptionForSale[]> {
  const held = applied && applied.reversed_at === null ? [applied] : []
  if (namedId === null || namedId === applied?.id || isForeign) return held
  const named = await findRedemptionForSale(tx, namedId)
  return named && whyNot(named, wish, links.profile_id) === null ? [...held, named] : held
}

type Looked = Pick<SettledRedemption, 'appliedId' | 'appliedMinor' | 'concerns'>

/** What a sale can apply that names a redemption which it does not apply yet. */
async function lookAtNamed(
  tx: Tx,
  namedId: number,
  question: Question,
  keptId: number | null,
  now: Instant,
): Promise<Looked> {
  const { wish, links, isForeign } = question
  const before = wish.before?.sale
  const nothing = { appliedId: null, appliedMinor: 0, concerns: [] }
  const named = await findRedemptionForSale(tx, namedId)
  const namedCode = whyNot(named, wish, links.profile_id)
  // It was this sale's: what came back of it since came back of this sale.
  const isOwn = keptId === namedId && (namedCode === null || namedCode === 'redemption_returned')
  if (isOwn && !isForeign && before?.is_void === false)
    return { ...nothing, appliedId: namedId, appliedMinor: before.redemption_minor }
  const isLapsed = named !== undefined && namedCode === 'redemption_reversed' && hasLapsed(named)
  if (isLapsed && isForeign) return nothing
  const found = isLapsed ? await findForLapsed(tx, named, question, now) : named
  const code = !isLapsed ? namedCode : found ? whyNot(found, wish, links.profile_id) : 'hold_lapsed'
  if (!found || code) {
    const redemption = named ? { redemptionId: named.id } : {}
    const hasHappened = before?.is_void ?? false
    return {
      ...nothing,
      concerns: code ? [{ code, ...redemption, details: { redemption_id: namedId }, hasHappened }] : [],
    }
  }
  if (isForeign) return nothing
  const concerns = found.leftMinor === found.total_minor ? [] : [partlyReturned(found)]
  return { appliedId: found.id, appliedMinor: found.leftMinor, concerns }
}

/**
 * A redemption stays applied while the sale names it, and the member and the currency are the same; else it is looked at anew. What
 * was told when it could not be applied is not told again while nothing about it changes.
 */
export async function settleRedemption(tx: Tx, question: Question, now: Instant): Promise<SettledRedemption> {
  const { wish } = question
  const before = wish.before?.sale
  const appliedBefore = before?.redemption_id ?? null
  const applied = appliedBefore === null ? undefined : await findRedemptionForSale(tx, appliedBefore)
  const namedId = readNamed(wish.body, before, applied !== undefined && applied.reversed_at === null)
  const keptId = appliedBefore ?? before?.kept_redemption_id ?? null
  const appliedMinor = keptId === null ? 0 : (before?.redemption_minor ?? 0)
  const kept = { namedId, keptId, givenBack: [], concerns: [], appliedId: null, appliedMinor }
  if (wish.facts.is_void) return { ...kept, givenBack: await giveBackOf(tx, namedId, applied, question) }
  const isAsked = isAsAsked(before, namedId, question)
  if (before && applied && isAsked)
    return { ...kept, namedId: before.named_redemption_id, appliedId: applied.id, keptId: null }
  if (namedId === null) return kept
  const looked = await lookAtNamed(tx, namedId, question, keptId, now)
  if (looked.appliedId === null) return { ...kept, concerns: isAsked ? [] : looked.concerns }
  return { ...kept, ...looked, keptId: null }
}
