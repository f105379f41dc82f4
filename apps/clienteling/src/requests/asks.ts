// What the portal asks of the server under a key. Each ask carries the whole body that is sent, so that the same can be sent
// again by a page that was loaded anew.
import type { createProfile } from '@tillside/contract/members'
import type { redeemBenefit, redeemValue, reverseRedemption } from '@tillside/contract/redemptions'
import type { BodyOf } from '@tillside/contract/route'
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError } from '@tillside/pos-sdk/client/errors'

import { mergedInto } from '../member/find.ts'
import type { Redemption } from '../redemptions/standing.ts'

/** What is said of where and by whom. */
interface WithMeta {
  readonly meta: Readonly<Record<string, string>>
}

/** Takes value from a member's balance. */
interface RedeemAsk {
  readonly kind: 'redeem'
  readonly profileId: string
  readonly body: Omit<BodyOf<typeof redeemValue>, 'meta'> & WithMeta
}

/** Uses one of a member's benefits. */
interface BenefitAsk {
  readonly kind: 'benefit'
  readonly profileId: string
  readonly benefitId: number
  readonly benefitName: string
  /** What it is worth, in the shop's currency; null where nobody said. */
  readonly worth: number | null
  readonly body: Omit<BodyOf<typeof redeemBenefit>, 'meta'> & WithMeta
}

/** Puts back what a redemption took. */
interface ReverseAsk {
  readonly kind: 'reverse'
  readonly profileId: string
  readonly redemptionId: number
  /** It was made at this till and no sale names it: it may be of the sale that the POS has open. */
  readonly isOfThisTill: boolean
  readonly reason: NonNullable<BodyOf<typeof reverseRedemption>['reason']> | null
}

/** Makes a member. */
interface EnrolAsk {
  readonly kind: 'enrol'
  readonly body: BodyOf<typeof createProfile>
}

/** Asks that take something from a member. */
export type TakingAsk = RedeemAsk | BenefitAsk

export type Ask = TakingAsk | ReverseAsk | EnrolAsk

export const takesValue = (ask: Ask): ask is TakingAsk => ask.kind === 'redeem' || ask.kind === 'benefit'

/** What the server answered: the member concerned, and the redemption where there is one. */
export interface Answer {
  readonly profileId: string
  readonly redemptionId: number | null
  /** What was taken or put back, in the shop's currency, as the wire has it; null where nothing of value moved. */
  readonly total: number | null
  /** What was taken was put back since: the sale has nothing of it. */
  readonly isBack: boolean
}

/** One ask of a kind may be under way for the same thing: a second tap is the first one again. */
export function slotOf(ask: Ask): string {
  if (ask.kind === 'enrol') return 'enrol'
  return ask.kind === 'reverse' ? `reverse:${ask.redemptionId}` : `value:${ask.profileId}`
}

/** Sends it, under the key. */
export async function send({ profiles, redemptions }: Client, ask: Ask, key: string): Promise<Answer> {
  switch (ask.kind) {
    case 'redeem': {
      const { id, total } = await redemptions.redeem(ask.profileId, ask.body, { key })
      return { profileId: ask.profileId, redemptionId: id, total, isBack: false }
    }
    case 'benefit': {
      const { id } = await redemptions.redeemBenefit(ask.profileId, ask.benefitId, ask.body, { key })
      return { profileId: ask.profileId, redemptionId: id, total: null, isBack: false }
    }
    case 'reverse': {
      const reason = ask.reason === null ? {} : { reason: ask.reason }
      const { id, profile_id: profileId, total } = await redemptions.reverse(ask.redemptionId, { key, ...reason })
      return { profileId, redemptionId: id, total, isBack: false }
    }
    case 'enrol': {
      const { id } = await profiles.create(ask.body, { key })
      return { profileId: id, redemptionId: null, total: null, isBack: false }
    }
  }
}

const cameBack = ({ state }: Pick<Redemption, 'state'>): boolean => state === 'reversed' || state === 'returned'

/** Under a key that was used before the server answers what it answered then: what became of it since is read. */
export async function sendAgain(client: Client, ask: Ask, key: string): Promise<Answer> {
  const answer = await send(client, ask, key)
  if (!takesValue(ask) || answer.redemptionId === null) return answer
  try {
    const now = await client.redemptions.read(answer.redemptionId)
    return { ...answer, isBack: now === null || cameBack(now) }
  } catch (error) {
    // It was done: that it cannot be read says nothing against it.
    throw new Error('what became of it could not be read', { cause: error })
  }
}

/** How many of a member's last redemptions are looked through. */
const lookedThroughMax = 50

/** A member who was deleted: nobody can look any more, and nothing of theirs is left. */
const isGone = (error: unknown): boolean =>
  error instanceof ClientError && error.status === 404 && error.code === 'not_found' && mergedInto(error) === null

/**
 * Where the server has done it: a redemption says in `meta.request` which key it was asked under. Null: it has not. Of a member who was
 * merged since, it is among those of who is there.
 */
export async function look(client: Client, profileId: string, key: string): Promise<Answer | 'member_gone' | null> {
  try {
    return await lookAt(client, profileId, key)
  } catch (error) {
    if (isGone(error)) return 'member_gone'
    const into = mergedInto(error)
    if (into === null) throw error
    return look(client, into, key)
  }
}

async function lookAt({ redemptions }: Client, profileId: string, key: string): Promise<Answer | null> {
  const { items } = await redemptions.listOfProfile(profileId, { sort: '-id', pageSize: lookedThroughMax })
  const isOfKey = (meta: unknown): boolean =>
    typeof meta === 'object' && meta !== null && 'request' in meta && meta.request === key
  const found = items.find(({ type, meta }) => type === 'redeem' && isOfKey(meta))
  return found ? { profileId, redemptionId: found.id, total: found.total, isBack: cameBack(found) } : null
}
