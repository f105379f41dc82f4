// Leave to redeem while the server cannot be reached, handed out ahead of time, and what was made of it.
import Type from 'typebox'

import { type ListOptions, route } from './route.ts'
import { Amount, Currency, Id, Maybe, Moment, Nullable, Text, Uuid } from './values.ts'

const topic = 'Allowances'

/** Most spends in one report; a till that has more sends several. */
const spendsMax = 200

const AllowanceMode = Type.Enum(['reserve', 'risk'], {
  description:
    '`reserve`: the value left the balance when it was granted. `risk`: it is still in the balance, where others may spend it.',
})

const AllowanceState = Type.Enum(['open', 'reported', 'lapsed', 'closed'], {
  description:
    '`reported`: the device said that nothing more will come. `lapsed`: it did not in time; what was reserved is back in the balance, ' +
    'and what was at risk keeps counting against the ceilings until it is reported or closed. `closed`: staff gave up waiting for it.',
})

const allowance = {
  id: Uuid,
  profile_id: Uuid,
  device: Type.String(),
  mode: AllowanceMode,
  state: AllowanceState,
  currency: Currency,
  count: Type.Integer({ description: 'Most spends.' }),
  amount_per_sale: Amount,
  amount_total: Amount,
  valid_from: Moment,
  valid_until: Moment,
  report_by: Moment,
  spent_count: Type.Integer(),
  spent: Type.Union([Amount], {
    description: 'What the device has reported as spent: `settled` and `shortfall` together.',
  }),
  settled: Type.Union([Amount], { description: 'What of it could be taken from the member.' }),
  shortfall: Type.Union([Amount], { description: 'What of it could not: the loss.' }),
  outstanding: Type.Union([Amount], {
    description: 'What may still be spent or reported of it; nothing once it is reported or closed.',
  }),
  written_off: Type.Union([Amount], {
    description: 'What staff gave up when they closed it; nothing once it was reported after all.',
  }),
  reserve_redemption_id: Type.Union([Id, Type.Null()], {
    description:
      'The redemption that sets aside what has not been reported yet; null at risk, and when nothing is left in it.',
  }),
  reported_at: Type.Union([Moment, Type.Null()], { description: 'When the device said that nothing more will come.' }),
  closed_at: Type.Union([Moment, Type.Null()], { description: 'When staff gave up waiting for its report.' }),
  closed_reason: Type.Union([Type.String(), Type.Null()], { description: 'Why they did.' }),
  created_at: Moment,
  updated_at: Moment,
}

export const Allowance = Type.Object(allowance, { title: 'Allowance' })

const GrantedAllowance = Type.Object(
  {
    ...allowance,
    signature: Type.String({
      description: 'To be kept, and sent back with each report. It is not shown again to others.',
    }),
  },
  { title: 'GrantedAllowance' },
)

const spendNames = {
  transaction_receipt_ref: Nullable(Type.String()),
  transaction_external_id: Nullable(Type.String()),
}

const settled = {
  reference: Type.String(),
  redemption_id: Type.Union([Id, Type.Null()], {
    description: 'What the sale names as its `redemption_id`; null when nothing could be taken.',
  }),
  total: Amount,
  shortfall: Amount,
}

export const AllowanceSpend = Type.Object(
  {
    ...settled,
    amount: Amount,
    spent_at: Moment,
    ...spendNames,
    outside: Type.Union([Type.Enum(['amount_per_sale', 'amount_total', 'count', 'late', 'reported']), Type.Null()], {
      description: 'What of the allowance the spend did not keep to; null for one that is within it.',
    }),
    created_at: Moment,
  },
  { title: 'AllowanceSpend' },
)

export const AllowanceReport = Type.Object(
  { allowance: Allowance, spends: Type.Array(Type.Object(settled, { title: 'SettledSpend' })) },
  { title: 'AllowanceReport' },
)

export const AllowanceRequest = Type.Object({
  device: Type.Union([Text], { description: 'The till, by a name that it keeps and no other till has.' }),
  amount: Type.Optional(
    Type.Union([Amount, Type.Null()], { description: 'Less than `offline.amount_total`, when the till wants less.' }),
  ),
})

export const AllowanceReportRequest = Type.Object({
  signature: Text,
  spends: Type.Array(
    Type.Object({
      reference: Type.Union([Text], { description: 'The till’s own name for this spend; it is settled once.' }),
      amount: Amount,
      spent_at: Moment,
      transaction_receipt_ref: Maybe(Text),
      transaction_external_id: Maybe(Text),
    }),
    { maxItems: spendsMax },
  ),
  is_final: Type.Boolean({ description: 'Nothing more will come: what was reserved and not spent goes back at once.' }),
})

export const grantAllowance = route({
  name: 'grantAllowance',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/{profile_id}/allowances',
  scope: 'redeem-strategy',
  summary: 'Let a device redeem offline for a member',
  description:
    'Only where the tenant allows it (`offline.mode`). The device may then redeem without the server: `count` times, `amount_per_sale` each, ' +
    '`amount_total` in all, until `valid_until`; and reports by `report_by`. A device has one open allowance for a member: asked for again, ' +
    'the same one is answered, with `Idempotency-Replayed: true`, but only to the user whose token asked first: each till has a name and a ' +
    'token of its own. A fresh one is to be had once it has reported.',
  body: AllowanceRequest,
  envelope: 'one',
  answer: GrantedAllowance,
  status: 201,
  beyondOmneo: true,
  refusals: ['not_found', 'offline_off', 'device_taken', 'nothing_to_redeem', 'offline_ceiling_reached'],
})

export const reportAllowance = route({
  name: 'reportAllowance',
  topic,
  method: 'POST',
  path: '/api/v3/allowances/{allowance_id}/report',
  scope: 'redeem-strategy',
  summary: 'Settle what a device redeemed offline',
  description:
    'Each spend becomes a redemption of its own, once, however often its `reference` is sent; name it in the sale. A spend is a fact, so none ' +
    'is refused: what cannot be taken is its `shortfall`, and staff get an exception. Reports are taken at any time, also after `report_by`.',
  body: AllowanceReportRequest,
  envelope: 'one',
  answer: AllowanceReport,
  beyondOmneo: true,
  refusals: ['not_found', 'allowance_signature_wrong', 'allowance_spend_differs'],
})

export const closeAllowance = route({
  name: 'closeAllowance',
  topic,
  method: 'POST',
  path: '/api/v3/allowances/{allowance_id}/close',
  scope: 'close-allowances',
  summary: 'Give up waiting for the report of a device that is lost',
  description:
    'Only for one that has lapsed. At risk, what was not reported of it counts as lost on the day on which it is closed, and from the next day ' +
    'on no longer against the ceilings. A report that comes after all is settled like any other.',
  body: Type.Object({
    reason: Type.String({ minLength: 1, maxLength: 255, pattern: '\\S', description: 'For those who audit.' }),
  }),
  envelope: 'one',
  answer: Allowance,
  beyondOmneo: true,
  refusals: ['not_found', 'allowance_not_lapsed'],
})

const list = {
  filters: {
    id: 'uuid',
    profile_id: 'uuid',
    device: 'text',
    mode: 'text',
    state: 'text',
    amount_total: 'amount',
    spent: 'amount',
    settled: 'amount',
    shortfall: 'amount',
    valid_until: 'moment',
    report_by: 'moment',
    created_at: 'moment',
    updated_at: 'moment',
  },
  sorts: ['id', 'amount_total', 'shortfall', 'report_by', 'created_at', 'updated_at'],
} as const satisfies ListOptions

const read = { topic, method: 'GET', scope: 'read-redemptions', beyondOmneo: true } as const

export const listAllowances = route({
  ...read,
  name: 'listAllowances',
  path: '/api/v3/allowances',
  summary: 'All allowances, with what is outstanding and what was lost',
  envelope: 'page',
  answer: Allowance,
  list,
  refusals: [],
})

export const groupAllowances = route({
  ...read,
  name: 'groupAllowances',
  path: '/api/v3/allowances/group/{attribute}',
  summary: 'How much is allowed, outstanding and lost, for each value of an attribute',
  description: 'The attribute is one of `mode`, `state`, `device`, `profile_id`, `granted_day`.',
  envelope: 'page',
  answer: Type.Object({
    value: Type.String(),
    count: Type.Integer(),
    amount_total: Amount,
    outstanding: Amount,
    spent: Amount,
    settled: Amount,
    shortfall: Amount,
    written_off: Amount,
  }),
  list: { filters: list.filters, sorts: [] },
  refusals: ['not_found'],
})

export const readAllowance = route({
  ...read,
  name: 'readAllowance',
  path: '/api/v3/allowances/{allowance_id}',
  summary: 'One allowance with what was spent of it',
  envelope: 'one',
  answer: Type.Object({ ...allowance, spends: Type.Array(AllowanceSpend) }, { title: 'AllowanceWithSpends' }),
  refusals: ['not_found'],
})

export const allowanceRoutes = [
  grantAllowance,
  reportAllowance,
  closeAllowance,
  listAllowances,
  groupAllowances,
  readAllowance,
] as const
