// What is told to webhooks: made of changes that there are, and on its way to where somebody listens.
import type { Check } from './check.ts'

export const webhookChecks: readonly Check[] = [
  {
    name: 'webhook_cursor',
    promise: 'Messages were made of changes that there are, of no later ones, and of all before them',
    unit: 'none',
    find: (db) => db`
      select 'the messages of webhooks' as subject, null::uuid as profile_id, c.number as kept, n.last as computed,
             'they are made up to change ' || c.number || ', and the newest is ' || n.last as words
      from webhook_cursor c cross join change_number n where c.number > n.last
      union all
      select 'the messages of webhooks', null, c.number, first.number,
             'they are made up to change ' || c.number || ', and the first that is kept is ' || first.number
      from webhook_cursor c cross join (select min(number) as number from change) first where first.number > c.number + 1`,
  },
  {
    name: 'webhook_pending',
    promise: 'What is still to be told goes to the URL of its webhook, which is switched on',
    unit: 'none',
    find: (db) => db`
      select 'delivery ' || d.id as subject, m.profile_id, null::bigint as kept, null::bigint as computed,
             case when w.is_active then 'it goes to another URL than its webhook ' else 'it waits for the switched off webhook ' end || w.id as words
      from webhook_delivery d join webhook w on w.id = d.webhook_id join webhook_message m on m.id = d.message_id
      where d.state = 'pending' and (d.endpoint_id <> w.endpoint_id or not w.is_active)`,
  },
]
