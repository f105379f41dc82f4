// Every way in which the checkout says no before anything is sent, and before anything is written down.
// A code is a promise: it keeps its spelling for ever. What each means stands in words.ts.

export type CheckoutRefusalCode =
  // The basket
  | 'basket_empty'
  | 'receipt_ref_invalid'
  | 'line_name_invalid'
  | 'line_name_twice'
  | 'line_quantity_invalid'
  | 'line_price_invalid'
  | 'line_beyond_sold'
  | 'line_without_return'
  | 'currency_mixed'
  | 'total_beyond_counting'
  // The reward
  | 'customer_missing'
  | 'customer_changed'
  | 'amount_invalid'
  | 'amount_above_basket'
  | 'nothing_asked'
  | 'redeem_under_way'
  | 'reward_still_coming_back'
  | 'already_redeemed'
  | 'not_redeemed'
  | 'basket_is_redeemed'
  // Payment
  | 'payment_under_way'
  | 'payment_not_begun'
  | 'tender_invalid'
  | 'tenders_beyond_due'
  | 'tenders_short'
  // The sale as a whole
  | 'is_parked'
  | 'is_closed'
  | 'not_closed'
  | 'not_parked'
  | 'not_rejected'
  | 'already_void'
  // Answers
  | 'answer_unexpected'
