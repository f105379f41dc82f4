// Every way in which the till itself says no, beside those of the checkout (`pos-sdk/checkout/codes`) and of the server. A code
// keeps its spelling for ever; the screens have words for each.

export const tillCodes = [
  // The till as a whole
  'disk_full',
  'another_tab',
  'journal_damaged',
  'journal_version_unknown',
  'permission_missing',
  'server_away',
  'forbidden',
  'failed',
  // The basket
  'no_sale',
  'line_unknown',
  'line_comes_back',
  'quantity_invalid',
  'price_invalid',
  'percent_invalid',
  'sale_under_way',
  'sale_unknown',
  // The customer and the reward
  'member_unknown',
  'benefit_unknown',
  'reward_beyond_rules',
  // Payment
  'cash_invalid',
  'nothing_left',
  'card_under_way',
  'card_unclear',
  'card_declined',
  'card_none',
  'taken_not_written',
  'given_back_not_written',
  'paid_not_closed',
  'amount_beyond_left',
  'still_to_pay',
  'nothing_to_give_back',
  // Undoing a sale
  'goods_came_back',
  'sale_of_other_day',
  // Returns
  'receipt_unknown',
  'receipt_number_unreadable',
  'receipt_is_void',
  'line_taken_off',
  'nothing_chosen',
  // Scans
  'scan_unknown',
  'scan_unreadable',
  'scan_ambiguous',
  'tray_item_unknown',
] as const
