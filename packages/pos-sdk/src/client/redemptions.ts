// Spending value, and giving it back.
import type { listProfileRedemptions, listRedemptions, readRedemption } from '@tillside/contract/redemption-reads'
import type {
  redeemBenefit,
  redeemValue,
  returnBenefit,
  returnRedemption,
  reverseRedemption,
} from '@tillside/contract/redemptions'
import type { BodyOf } from '@tillside/contract/route'

import { type Call, orNull } from './call.ts'
import { type ListQuery, listQuery } from './list.ts'

/** Under its key the server does a thing once, however often it is asked. */
export interface Keyed {
  /** 1 to 255 visible ASCII characters that this till never uses for anything else. */
  readonly key: string
}

export const redemptionsOf = (call: Call) => ({
  /** `POST /profiles/{id}/redeem`: takes value from the balance, before payment. Answers what was taken, and the redemption's id. */
  redeem: (profileId: string, body: BodyOf<typeof redeemValue>, { key }: Keyed) =>
    call<typeof redeemValue>('POST', '/api/v3/profiles/{profile_id}/redeem', 'one', {
      params: { profile_id: profileId },
      body,
      key,
    }),

  /** `POST /profiles/{id}/benefits/{id}/redeem`: uses a benefit, and answers the redemption. */
  redeemBenefit: (profileId: string, benefitId: number, body: BodyOf<typeof redeemBenefit>, { key }: Keyed) =>
    call<typeof redeemBenefit>('POST', '/api/v3/profiles/{profile_id}/benefits/{benefit_id}/redeem', 'one', {
      params: { profile_id: profileId, benefit_id: benefitId },
      body,
      key,
    }),

  /** `POST /redemptions/{id}/reversal`: undoes a redemption within ten minutes; later with a reason and the scope `reverse-late` beside `return`. */
  reverse: (redemptionId: number, { key, reason }: Keyed & { readonly reason?: string }) =>
    call<typeof reverseRedemption>('POST', '/api/v3/redemptions/{redemption_id}/reversal', 'one', {
      params: { redemption_id: redemptionId },
      body: reason === undefined ? {} : { reason },
      key,
    }),

  /** `POST /redemptions/{id}/return`: gives back as new value, for goods that came back; with an empty body all that is left. */
  return: (redemptionId: number, body: BodyOf<typeof returnRedemption>, { key }: Keyed) =>
    call<typeof returnRedemption>('POST', '/api/v3/redemptions/{redemption_id}/return', 'one', {
      params: { redemption_id: redemptionId },
      body,
      key,
    }),

  /** `POST /redemptions/{id}/benefit/return`: gives a used benefit back. */
  returnBenefit: (redemptionId: number, body: BodyOf<typeof returnBenefit>, { key }: Keyed) =>
    call<typeof returnBenefit>('POST', '/api/v3/redemptions/{redemption_id}/benefit/return', 'one', {
      params: { redemption_id: redemptionId },
      body,
      key,
    }),

  /** `GET /redemptions/{id}`: one redemption with what it took; null when there is none with this id. */
  read: (redemptionId: number) =>
    orNull(
      call<typeof readRedemption>('GET', '/api/v3/redemptions/{redemption_id}', 'one', {
        params: { redemption_id: redemptionId },
      }),
    ),

  /** `GET /redemptions`: those of all members; `filter: { state: 'unmatched' }` are those that no sale named. */
  list: (list: ListQuery<typeof listRedemptions> = {}) =>
    call<typeof listRedemptions>('GET', '/api/v3/redemptions', 'page', {
      query: listQuery<typeof listRedemptions>(list),
    }),

  /** `GET /profiles/{id}/redemptions`: a member's; `filter: { transaction_receipt_ref }` finds those of one receipt. */
  listOfProfile: (profileId: string, list: ListQuery<typeof listProfileRedemptions> = {}) =>
    call<typeof listProfileRedemptions>('GET', '/api/v3/profiles/{profile_id}/redemptions', 'page', {
      params: { profile_id: profileId },
      query: listQuery<typeof listProfileRedemptions>(list),
    }),
})
