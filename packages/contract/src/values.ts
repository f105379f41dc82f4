// The kinds of value that travel, each with its bounds. Every string has a longest length,
// so that a request is bounded before anything looks at what it means.
import Type, { type TSchema } from 'typebox'

/** Longest short text: a name, a handle, a reference. */
const textLengthMax = 255
/** Longest long text: a description or terms in HTML. */
const longTextLengthMax = 20_000
/** Most entries of a list inside one body; a receipt of a wholesaler has a few hundred lines. */
const listLengthMax = 1_000

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
/**
 * What a field means where it stands, for the API page. Kept apart from the schema's own words: a kind of value, such as
 * a moment, is written once and named by many fields, each with a meaning of its own.
 */
export function described<T extends TSchema>(schema: T, meaning: string): T {
  // TypeBox keeps what it knows of a schema in properties that are not enumerated.
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema))
  return Object.defineProperty(copy, 'x-meaning', { value: meaning, enumerable: true, configurable: true }) as T
}
/** May be left out, and may be null. */
export const Maybe = <T extends TSchema>(schema: T) => Type.Optional(Nullable(schema))

/**
 * A field of a receipt as tills write it: an empty text is nothing said, and a whole number where a text is meant is its
 * text. The server reads it so before it looks at anything else.
 */
export const Lenient = <T extends TSchema>(schema: T) =>
  Type.Optional(
    Type.Union([schema, Type.Null()], {
      'x-lenient': true,
      description: 'An empty text counts as left out, and a whole number is taken for its text where a text is meant.',
    }),
  )

export const Text = Type.String({ minLength: 1, maxLength: textLengthMax })
/** May be empty. */
export const LooseText = Type.String({ maxLength: textLengthMax })
export const LongText = Type.String({ maxLength: longTextLengthMax })
/** Lower-case letters, digits, `-` and `_`; upper case and dots are tolerated, since stored handles have them. */
export const Handle = Type.String({ minLength: 1, maxLength: textLengthMax, pattern: '^[A-Za-z0-9_.\\-]+$' })
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
/** An id as integrations send it: a number or a string of digits. */
export const IdLike = Type.Union([Id, Type.String({ pattern: '^[0-9]{1,15}$' })])
export const Uuid = Type.String({ format: 'uuid' })
/** A moment: `YYYY-MM-DD HH:mm:ss` in UTC; on input also a date alone, or ISO 8601 with an offset. */
export const Moment = Type.String({
  format: 'wire-datetime',
  examples: ['2025-07-04 01:17:42'],
  title: 'Moment',
  description: '`YYYY-MM-DD HH:mm:ss` in UTC. In a request also a date alone, or ISO 8601 with an offset.',
})
/** A moment on the clocks of the `timezone` beside it. */
export const LocalMoment = Type.String({
  format: 'wire-datetime',
  examples: ['2025-07-04 11:17:42'],
  title: 'LocalMoment',
  description:
    '`YYYY-MM-DD HH:mm:ss` in the `timezone` beside it. In a request also a date alone; an offset that is written in the text wins.',
})
/** An IANA zone, such as `Australia/Sydney`. */
export const Zone = Type.String({
  format: 'time-zone',
  examples: ['Australia/Sydney'],
  title: 'Zone',
  description: 'An IANA time zone.',
})
/** ISO 4217. */
export const Currency = Type.String({
  pattern: '^[A-Z]{3}$',
  examples: ['AUD'],
  title: 'Currency',
  description: 'An ISO 4217 code.',
})
export const Email = Type.String({ format: 'email', maxLength: textLengthMax })

/** Money in major units, as a JSON number: 19.95 is nineteen dollars ninety-five. */
const moneyMax = 1_000_000_000_000
export const Amount = Type.Number({
  minimum: -moneyMax,
  maximum: moneyMax,
  examples: [19.95],
  title: 'Amount',
  description: 'Money in major units: 19.95 is nineteen dollars ninety-five.',
})
/** Points, with at most three decimals. */
export const PointCount = Type.Number({
  minimum: -moneyMax,
  maximum: moneyMax,
  examples: [125.5],
  title: 'PointCount',
  description: 'Points, with at most three decimals.',
})

/** Free data of the caller, kept and answered as sent. An empty map may arrive as `[]`. */
export const Meta = Type.Union(
  [Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown(), { maxItems: 0 })],
  {
    title: 'Meta',
    description: 'Free data of the caller, kept and answered as sent. An empty map may arrive as `[]`.',
  },
)
export const Json = Type.Unknown()
export const Handles = Type.Array(Type.String({ minLength: 1, maxLength: textLengthMax }), { maxItems: listLengthMax })
export const ListOf = <T extends TSchema>(schema: T) => Type.Array(schema, { maxItems: listLengthMax })

/** How `period` counts. */
export const PeriodType = Type.Enum(
  ['hours', 'days', 'weeks', 'months', 'years', 'absolute_date', 'absolute_week', 'absolute_month'],
  { title: 'PeriodType', description: 'How `period` counts.' },
)
