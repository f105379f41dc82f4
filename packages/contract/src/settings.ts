// What a tenant has chosen.
import Type from 'typebox'

import { route } from './route.ts'
import { Id, LongText, Moment } from './values.ts'

const topic = 'Settings'

export const Setting = Type.Object(
  {
    id: Id,
    handle: Type.String(),
    value: Type.String(),
    type: Type.String(),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Setting' },
)

export const listSettings = route({
  name: 'listSettings',
  topic,
  method: 'GET',
  path: '/api/v3/settings',
  scope: 'read-settings',
  summary: 'All settings',
  description: '`filter[handle]` narrows the list to one.',
  envelope: 'list',
  answer: Setting,
  list: { filters: { handle: 'text' }, sorts: [] },
  refusals: [],
})

export const readSetting = route({
  name: 'readSetting',
  topic,
  method: 'GET',
  path: '/api/v3/settings/{handle}',
  scope: 'read-settings',
  summary: 'One setting',
  envelope: 'one',
  answer: Setting,
  refusals: ['not_found'],
})

export const updateSetting = route({
  name: 'updateSetting',
  topic,
  method: 'PUT',
  path: '/api/v3/settings/{handle}',
  scope: 'update-settings',
  summary: 'Change a setting',
  description:
    '`points.earn_rate` (points for each 1.00 charged; 0: sales earn nothing) and `points.exchange_rate` (money for each point, above zero) are decimal numbers. ' +
    '`redemptions.unmatched_after_hours` (a whole number, 24 at first) is when a redemption that no sale has named is listed as unmatched. ' +
    'Redeeming offline: `offline.mode` is `off` at first, `reserve` or `risk`; an allowance has `offline.count` spends of at most ' +
    '`offline.amount_per_sale`, `offline.amount_total` in all, is good for `offline.valid_minutes`, and is to be reported `offline.grace_minutes` ' +
    'later at the latest; at risk there is never more than `offline.ceiling_member`, `offline.ceiling_device`, and what is granted on a local ' +
    'day is at most `offline.ceiling_day`; what was lost on the day counts under all three. ' +
    '`changes.keep_days` and `webhooks.keep_days` (whole numbers, 30 at first) are for how long changes, and what webhooks were told, are kept. ' +
    'The till and the staff portal go by `shop.name`, and by `redeem.amount_max`, `redeem.percent_max` and `redeem.step` (empty: none); ' +
    '`portal.origins` are the pages that may hold the portal, with blanks between them. ' +
    '`currency`, `timezone` and `region` are fixed when the tenant is made.',
  body: Type.Object({ value: LongText }),
  envelope: 'one',
  answer: Setting,
  refusals: ['not_found', 'setting_fixed', 'setting_invalid'],
})

export const settingRoutes = [listSettings, readSetting, updateSetting] as const
