// Ways in which a day of trade can be made not to add up, each with the promise that is broken by it and what the doctor points at.

type Corruption = readonly [check: string, subject: RegExp, statements: string]

/** A message that still has to be told. */
const waiting = `
  with endpoint as (
    insert into webhook_endpoint (url, secret, created_at, updated_at) values ('https://pos.example.com', 'whsec_', now(), now())
    returning id),
  webhook as (
    insert into webhook (trigger, endpoint_id, namespace, is_active, retry_hourly, created_at, updated_at)
    select 'profile.updated', id, 'pos', true, false, now(), now() from endpoint returning id, endpoint_id),
  message as (
    insert into webhook_message (id, event, body, created_at)
    values ('00000000-0000-7000-8000-000000000000', 'profile.updated', '{}', now()) returning id)
  insert into webhook_delivery
    (webhook_id, endpoint_id, message_id, subject, state, attempts, since, next_at, created_at, updated_at)
  select webhook.id, endpoint_id, message.id, 'x', 'pending', 0, now(), now(), now(), now() from webhook, message;`

export const corruptions: readonly Corruption[] = [
  ['reward_remaining', /^reward 1$/, 'update reward set value_remaining = value_remaining + 1 where id = 1'],
  ['point_remaining', /^point 1$/, 'update point set value_remaining = value_remaining - 1 where id = 1'],
  ['benefit_remaining', /^benefit 1$/, 'update benefit set redemptions_remaining = 0 where id = 1'],
  [
    'benefit_total_created',
    /^kind of benefit 1$/,
    'insert into benefit_total_change (definition_id, created, used) values (1, 1, 0)',
  ],
  [
    'benefit_total_used',
    /^kind of benefit 1$/,
    'insert into benefit_total (definition_id, created, used) values (1, 0, 1) on conflict (definition_id) do update set used = 9',
  ],
  [
    'below_zero',
    /^reward 1$/,
    'alter table reward drop constraint reward_value_remaining_check; update reward set value_remaining = -5 where id = 1',
  ],
  [
    'below_zero',
    /^benefit 1$/,
    'alter table benefit drop constraint benefit_redemptions_remaining_check; update benefit set redemptions_remaining = -1 where id = 1',
  ],
  ['below_zero', /^point 1$/, 'update point set value_remaining = -1 where id = 1'],
  [
    'merged_holds',
    /^\w+ \d+$/,
    `update profile set merged_into = (select id from profile other where other.id <> profile.id limit 1), deleted_at = now()
       where id = (select profile_id from reward where id = 1)`,
  ],
  ['words_of_members', /^member$/, 'delete from profile_word'],
  ['words_of_members', /^member$/, "insert into profile_word (word, profile_id) values ('ghost', gen_random_uuid())"],
  ['words_of_names', /^word [0-9a-f]{32}$/, "insert into name_word (word) values ('nobodys')"],
  ['entry_of_nothing', /^entry 1$/, 'update ledger_entry set row_id = 999 where id = 1'],
  ['redemption_total', /^redeem 1$/, 'update redemption set total_minor = total_minor + 1 where id = 1'],
  [
    'redemption_total',
    /^reversal 3$/,
    "update ledger_entry set amount = -amount, value_minor = -value_minor where redemption_id = 3 and kind = 'reward'",
  ],
  [
    'reversal_restores',
    /^redemption 2$/,
    "update ledger_entry set amount = amount - 1 where cause = 'reversal' and kind = 'reward'",
  ],
  [
    'return_exceeds',
    /^redemption 1$/,
    "update ledger_entry set amount = amount + 5000 where cause = 'return' and kind = 'reward'",
  ],
  [
    'return_exceeds',
    /^redemption 1$/,
    "update redemption set total_minor = 99999 where type = 'return' and total_minor > 0",
  ],
  ['redemption_state', /^redemption 1$/, 'update redemption set transaction_id = null where id = 1'],
  ['redemption_state', /^redemption 1$/, 'update transaction set redemption_id = null where redemption_id = 1'],
  ['redemption_state', /^redemption 1$/, 'update redemption set reversed_at = now() where id = 1'],
  ['redemption_state', /^redemption 3$/, 'update redemption set linked_redemption_id = null where id = 3'],
  [
    'redemption_state',
    /^redemption \d+$/,
    'update redemption set transaction_id = 1 where hold_expires_at is not null and hold_outcome is null',
  ],
  ['redemption_state', /^redemption 1$/, "update redemption set hold_outcome = 'lapsed' where id = 1"],
  [
    'redemption_state',
    /^redemption \d+$/,
    "update redemption set total_minor = total_minor + 1 where hold_outcome = 'lapsed'",
  ],
  [
    'redemption_state',
    /^redemption \d+$/,
    "update redemption set linked_redemption_id = (select min(id) from redemption where hold_outcome = 'lapsed') where hold_outcome = 'settled'",
  ],
  ['allowance_sums', /^allowance /, 'update allowance set shortfall_minor = shortfall_minor + 1'],
  ['allowance_spends', /^spend a of allowance /, 'update allowance_spend set shortfall_minor = shortfall_minor + 1'],
  [
    'allowance_spends',
    /^spend a of allowance /,
    'update allowance_spend set redemption_id = null where redemption_id is not null',
  ],
  ['allowance_reserve', /^allowance /, "update allowance set reserve_redemption_id = null where device = 'open'"],
  ['allowance_reserve', /^redemption /, "update allowance set reported_at = now() where device = 'open'"],
  ['sale_shares', /^sale 1$/, "update transaction_item set share_minor = share_minor + 1 where external_id = 'a-2'"],
  ['sale_shares', /^sale \d+$/, "delete from exception where code = 'redemption_above_lines'"],
  [
    'unit_shares',
    /^line 1 of sale 1$/,
    "update transaction_item set share_units_more = share_units_more + 1 where external_id = 'a-1'",
  ],
  [
    'returned_sums',
    /^line 1 of sale 1$/,
    "update transaction_item set returned_quantity = 3 where external_id = 'a-1'",
  ],
  [
    'returned_sums',
    /^line 1 of sale 1$/,
    "update transaction_item set returned_share_minor = 0 where external_id = 'a-1'",
  ],
  [
    'sale_points',
    /^sale 1$/,
    "update transaction_item set points_earned = points_earned + 1 where external_id = 'a-2'",
  ],
  [
    'sale_points',
    /^sale 1$/,
    "update ledger_entry set amount = amount + 1 where cause = 'earn' and transaction_id = 1",
  ],
  // Value that comes from nowhere or goes there, with the row made to match.
  ...(['earn', 'redeem', 'reversal', 'return'] as const).map((cause): Corruption => {
    const amount = cause === 'redeem' ? -5_000 : 5_000
    return [
      'entry_cause',
      /^entry \d+$/,
      `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, created_at)
         select profile_id, 'point', id, ${amount}, ${amount / 1_000}, '${cause}', now() from point where id = 1;
       update point set value_remaining = value_remaining + ${amount} where id = 1`,
    ]
  }),
  [
    'debt_paid',
    /^sale /,
    `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, transaction_id, created_at)
       select profile_id, 'point', id, 5000, 5, 'debt_paid', 1, now() from point where id = 1;
     update point set value_remaining = value_remaining + 5000 where id = 1`,
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, created_at)
       select profile_id, kind, row_id, amount, value_minor, cause, created_at from ledger_entry where kind = 'reward' and cause = 'issue' and row_id = 1;
     update reward set value_remaining = value_remaining + 7000 where id = 1`,
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    'update redemption set profile_id = (select id from profile where id <> profile_id limit 1) where id = 1',
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    "update ledger_entry set undoes_entry_id = null where cause = 'return' and kind = 'reward'",
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    "set local session_replication_role = replica; delete from transaction where external_id = 'd';",
  ],
  [
    'entry_value',
    /^entry \d+$/,
    `update reward set value_remaining = value_remaining - 9 * amount / 10 from ledger_entry e where e.cause = 'redeem' and e.kind = 'reward'
       and e.redemption_id = 1 and reward.id = e.row_id;
     update ledger_entry set amount = amount / 10 where cause = 'redeem' and kind = 'reward' and redemption_id = 1`,
  ],
  ['entry_value', /^entry \d+$/, "update ledger_entry set value_minor = 1 where cause = 'issue' and kind = 'reward'"],
  ['change_gap', /^change \d+$/, 'delete from change where number = 3'],
  ['change_gap', /^change \d+$/, 'update change_number set last = last + 1'],
  [
    'change_version',
    /^change \d+$/,
    'update change set version = version + 1 where number = (select max(number) from change)',
  ],
  ['change_version', /^change \d+$/, 'update profile set version = version + 1'],
  ['change_version', /^member$/, 'update profile set profile_version = version + 1'],
  [
    'change_version',
    /^news \d+$/,
    `insert into outbox (profile_id, version, types, events, at)
     select profile_id, version, types, events, at from change where version is not null order by number desc limit 1`,
  ],
  [
    'news_overtaken',
    /^news \d+$/,
    `insert into outbox (types, events, at) select types, events, at - interval '1 day' from change where number = 1`,
  ],
  ['removed_value', /^reward \d+$/, 'update reward set deleted_at = now() where value_remaining > 0'],
  [
    'sale_shares',
    /^sale 1$/,
    'update transaction set redemption_id = null where id = 1; update redemption set transaction_id = null where id = 1',
  ],
  [
    'sale_shares',
    /^sale 1$/,
    `update transaction set redemption_minor = redemption_minor + 10 where id = 1;
     update transaction_item set share_minor = share_minor + 10, share_units_more = share_units_more + 10 where external_id = 'a-2'`,
  ],
  [
    'sale_shares',
    /^sale \d+$/,
    "update transaction_item set share_minor = 0, share_unit_minor = 0, share_units_more = 0 where external_id = 'c-1'",
  ],
  ['void_sale', /^sale 1$/, 'update transaction set is_void = true where id = 1'],
  ['void_sale', /^sale \d+$/, "update transaction set is_void = true where external_id = 'b'"],
  ['sale_points', /^sale \d+$/, "update transaction set is_void = true where external_id = 'd'"],
  [
    'sale_points',
    /^sale \d+$/,
    `with moved as (select row_id from ledger_entry where cause = 'earn' and transaction_id = (select id from transaction where external_id = 'd'))
     update point set profile_id = (select id from profile p where p.id <> point.profile_id limit 1) where id in (select row_id from moved);
     update ledger_entry e set profile_id = p.profile_id from point p where e.kind = 'point' and e.row_id = p.id`,
  ],
  [
    'sale_points',
    /^sale 1$/,
    `update point p set value_remaining = value_remaining - e.amount from ledger_entry e
       where e.cause = 'earn_return' and e.by_transaction_id = (select id from transaction where external_id = 'k') and p.id = e.row_id;
     delete from ledger_entry where cause = 'earn_return' and by_transaction_id = (select id from transaction where external_id = 'k')`,
  ],
  [
    'returned_units',
    /^line 1 of sale 1$/,
    `update item_return set quantity = 50 where transaction_id = (select id from transaction where external_id = 'b');
     update transaction_item set returned_quantity = returned_quantity + 49 where external_id = 'a-1'`,
  ],
  [
    'line_points',
    /^line \d+ of sale 1$/,
    "update transaction_item set charged_minor = charged_minor + 1 where external_id = 'a-2'",
  ],
  [
    'line_charged',
    /^line \d+ of sale 1$/,
    `update transaction_item set share_minor = share_minor + 99, share_unit_minor = share_unit_minor + 33 where external_id = 'a-1';
     update transaction_item set share_minor = share_minor - 99, share_unit_minor = share_unit_minor - 99 where external_id = 'a-2'`,
  ],
  ['answer_without_effect', /^redemption 999$/, `update idempotency_key set answer = '{"data":{"id":999,"x":1}}'`],
  ['webhook_cursor', /^the messages of webhooks$/, 'update webhook_cursor set number = 999'],
  [
    'webhook_cursor',
    /^the messages of webhooks$/,
    'update webhook_cursor set number = 0; delete from change where number <= 2',
  ],
  ['webhook_pending', /^delivery \d+$/, `${waiting} update webhook_delivery set endpoint_id = endpoint_id + 1`],
  ['webhook_pending', /^delivery \d+$/, `${waiting} update webhook set is_active = false`],
]
