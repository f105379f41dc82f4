// What rewards, points and benefits have in common: a definition, and what members hold of it.
import Type from 'typebox'

import {
  described,
  Id,
  IdLike,
  Json,
  LongText,
  LooseText,
  Maybe,
  Moment,
  Nullable,
  PeriodType,
  Uuid,
} from './values.ts'

/** Most that one reward or row of points may hold: ninety thousand such still add up exactly. */
const worthMax = 1_000_000_000
/** Largest period: "a hundred thousand weeks" is some shops' word for never. */
const periodMax = 1_000_000_000
const extendDaysMax = 36_500
const offsetMax = 1_000_000
/** Most rows of one extension. */
const idsMax = 500

export const Worth = Type.Number({
  minimum: 0,
  maximum: worthMax,
  examples: [25],
  description: 'Money in major units, not below zero.',
})
export const PointWorth = Type.Number({
  minimum: 0,
  maximum: worthMax,
  examples: [125.5],
  description: 'Points, not below zero, with at most three decimals.',
})
export const Period = described(
  Nullable(Type.Integer({ minimum: 0, maximum: periodMax })),
  'How many of `period_type`; null never expires.',
)
export const ExtendDays = Type.Integer({ minimum: 1, maximum: extendDaysMax })
const Offset = Nullable(Type.Integer({ minimum: -offsetMax, maximum: offsetMax }))

/** Fields of a request in which null is the same as nothing. */
export const Flag = Maybe(Type.Boolean())
export const PeriodTypeOrNone = Maybe(PeriodType)

export const texts = {
  description: Nullable(LongText),
  short_description: Nullable(LongText),
  long_description: Nullable(LongText),
  terms_conditions: Nullable(LongText),
  earn_instructions: Nullable(LongText),
  internal_notes: Nullable(LongText),
  icon: Nullable(LooseText),
  image_url: Nullable(LongText),
}

export const notices = {
  notify_issue_offset: Offset,
  notify_expiry_offset: Offset,
  notify_schedule_offset: Offset,
  notify_issue_offset_days: Offset,
  notify_issue_offset_hour: Offset,
  notify_remind_offset_days: Offset,
  notify_remind_offset_hour: Offset,
  notify_extend_offset_days: Offset,
  notify_extend_offset_hour: Offset,
}

export const region = { region_id: Nullable(Id), region: Nullable(Json) }

/** More time for what one member holds: to a date, or by days from each current end. */
export const ExtendRequest = Type.Object({
  ids: Type.Array(IdLike, { minItems: 1, maxItems: idsMax }),
  profile_id: Uuid,
  extend_date: described(
    Maybe(Moment),
    'The new last second; for rewards local to the zone of each, for benefits in UTC.',
  ),
  extend_days: described(Maybe(ExtendDays), 'Days behind each current end, also where it has passed.'),
})
