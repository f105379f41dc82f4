// What a location is made of: its address, its hours, its departments and custom fields.
import Type from 'typebox'

import { Id, IdLike, ListOf, LongText, LooseText, Maybe, Meta, Moment, Nullable, Text } from './values.ts'

const Coordinate = Type.Number({ minimum: -180, maximum: 180 })
const OptionalText = Nullable(Type.String())

export const AddressRequest = Type.Object({
  address_line_1: Maybe(LooseText),
  address_line_2: Maybe(LooseText),
  address_line_3: Maybe(LooseText),
  company: Maybe(LooseText),
  city: Maybe(LooseText),
  state: Maybe(LooseText),
  postcode: Maybe(LooseText),
  country: Maybe(LooseText),
  iso: Maybe(LooseText),
  iso_state: Maybe(LooseText),
  latitude: Maybe(Coordinate),
  longitude: Maybe(Coordinate),
  notes: Maybe(LongText),
  external_id: Maybe(LooseText),
  meta: Maybe(Meta),
})

/** A location has one address, so the address carries the location’s id and times. */
export const LocationAddress = Type.Object({
  id: Id,
  address_line_1: OptionalText,
  address_line_2: OptionalText,
  address_line_3: OptionalText,
  company: OptionalText,
  city: OptionalText,
  state: OptionalText,
  postcode: OptionalText,
  country: OptionalText,
  iso: OptionalText,
  iso_state: OptionalText,
  latitude: Nullable(Coordinate),
  longitude: Nullable(Coordinate),
  notes: OptionalText,
  is_default: Type.Boolean(),
  meta: Nullable(Meta),
  external_id: OptionalText,
  created_at: Moment,
  updated_at: Moment,
})

const Weekday = Type.Enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'])
/** `HH:mm` on the location’s own clock; `24:00` is the end of the day. */
const ClockTime = Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)(:00)?$', examples: ['17:30'] })
/** Old data spells it 0 or 1. */
const LooseBoolean = Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1)])

export const NormalHoursRequest = Type.Object({
  id: Maybe(Id),
  day_of_week: Weekday,
  open_at: Maybe(ClockTime),
  close_at: Maybe(ClockTime),
})

export const SpecialHoursRequest = Type.Object({
  id: Maybe(Id),
  name: Maybe(LooseText),
  is_repeating: Maybe(LooseBoolean),
  open_at: Maybe(ClockTime),
  close_at: Maybe(ClockTime),
  start_at: Maybe(Moment),
  end_at: Maybe(Moment),
})

/** Ids count from 1 within a location; without opening times the location is closed on that day. */
export const NormalHours = Type.Object({
  id: Id,
  location_id: Id,
  day_of_week: Weekday,
  open_at: Nullable(ClockTime),
  close_at: Nullable(ClockTime),
})

export const SpecialHours = Type.Object({
  id: Id,
  location_id: Id,
  name: OptionalText,
  is_repeating: Type.Boolean(),
  open_at: Nullable(ClockTime),
  close_at: Nullable(ClockTime),
  start_at: Nullable(Moment),
  end_at: Nullable(Moment),
})

/** A department by its name, or with an id and a handle of the caller’s. */
export const Department = Type.Union([
  Text,
  Type.Object({ id: Maybe(IdLike), name: Maybe(LooseText), handle: Maybe(LooseText) }),
])

export const CustomFieldMap = Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()))
export const CustomFieldList = ListOf(Type.Object({ namespace: Text, handle: Text, value: Type.Unknown() }))
