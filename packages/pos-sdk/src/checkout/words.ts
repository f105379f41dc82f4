// What the checkout's refusals mean, in English, for a screen. An entry of its own: a till with words of its own leaves it out.
import type { CheckoutRefusalCode } from './codes.ts'

export const checkoutRefusals: Readonly<Record<CheckoutRefusalCode, string>> = {
  // The basket
  basket_empty: 'There is nothing in the basket.',
  receipt_ref_invalid: "A receipt's number is 1 to 80 visible ASCII characters, without spaces and without ~.",
  receipt_ref_taken: 'A checkout with this receipt number has begun before.',
  line_name_invalid: 'The id of a line is a text of at most 80 characters, without ~.',
  line_name_twice: 'Two lines of the basket have the same id.',
  line_text_invalid:
    'The name of a line, its SKU and the receipt that it comes back from are texts of 1 to 255 characters.',
  lines_too_many: 'A sale has at most 1,000 lines.',
  line_quantity_invalid: 'A line has a whole number of units, not none, and at most a million.',
  line_price_invalid: 'A price is a whole number of minor units, and not below zero.',
  line_beyond_sold: 'More of a line comes back than is left of it on its receipt.',
  line_without_return: 'A line below zero names the receipt and the line that it comes back from.',
  currency_mixed: 'The basket, or a receipt that goods come back from, is in another currency than the till.',
  total_beyond_counting: 'The basket adds up to more than can be counted exactly.',

  // The reward
  customer_missing: 'No customer is attached, so there is nobody whose reward could be used.',
  customer_invalid: "The customer's profile id is not one that a server could know.",
  customer_changed: 'Another customer was attached meanwhile; choose the reward once more.',
  amount_invalid: 'The amount is a whole number of minor units above zero.',
  amount_above_basket: 'The amount is more than the lines that a reward may pay.',
  nothing_asked: 'Neither an amount nor a benefit was chosen.',
  redeem_under_way: 'A redemption of this checkout is on its way; its answer comes first.',
  reward_still_coming_back: 'The reward that was taken before is still on its way back.',
  already_redeemed: 'This checkout has its reward; put it back before another is taken.',
  not_redeemed: 'No reward was taken on this checkout.',
  basket_is_redeemed: 'The reward was taken for this basket; put it back before the basket changes.',

  // Payment
  payment_under_way: 'The payment has begun; let it succeed or fail first.',
  payment_not_begun: 'The payment has not begun.',
  tender_invalid: 'A tender is a whole number of minor units, and not none; its kind and reference are short texts.',
  tenders_too_many: 'A sale has at most 200 tenders.',
  tenders_beyond_due: 'The tenders are more than what is due.',
  tenders_short: 'The tenders do not add up to what is due.',
  staff_id_invalid: 'A staff number is a text of 1 to 255 characters.',

  // The sale as a whole
  is_parked: 'This checkout is parked; resume it first.',
  is_closed: 'This checkout is closed.',
  not_closed: 'This checkout is not closed yet.',
  not_parked: 'This checkout is not parked.',
  not_rejected: 'The server has not refused this sale.',
  already_void: 'This sale is void.',

  // Answers
  answer_unexpected: 'Nobody waits for this answer any more.',
}

/** A refusal in words, ours or the server's. */
export function wordsOf({ code, details }: { code: string; details?: Readonly<Record<string, unknown>> }): string {
  const said = details?.['message']
  if (typeof said === 'string') return said
  return Object.hasOwn(checkoutRefusals, code) ? checkoutRefusals[code as CheckoutRefusalCode] : code
}
