// Every way in which the checkout says no before anything is sent, and before anything is written down.
// A code is a promise: it keeps its spelling for ever. What each means stands in words.ts.

export type CheckoutRefusalCode =
  // The basket
  | 'basket_empty'
  | 'receipt_ref_invalid'
  | 'receipt_ref_taken'
  | 'line_name_invalid'
  | 'line_name_twice'
  | 'line_text_invalid'
  | 'lines_too_many'
  | 'line_quantity_invalid'
  | 'line_price_invalid'
  | 'line_beyond_sold'
  | 'line_without_return'
  | 'currency_mixed'
  | 'total_beyond_counting'
  // The reward
  | 'customer_missing'
  | 'customer_invalid'
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
  | 'tenders_too_many'
  | 'tenders_short'
  | 'staff_id_invalid'
  // The sale as a whole
  | 'is_parked'
  | 'is_closed'
  | 'not_closed'
  | 'not_parked'
  | 'not_rejected'
  | 'already_void'
  // Answers
  | 'answer_unexpected'
