// Who is right about each field: pure. Both sides are held against what they showed when they last agreed.
import type { Value } from '../mapping/fields.ts'
import { isForNothing, type MappedField } from '../mapping/mapping.ts'
import type { Values } from '../pos/records.ts'
import type { Agreed } from '../state/members.ts'

/** Columns print a value in their own way: 1 and '1' are the same. */
const isSame = (one: Value | undefined, other: Value | undefined): boolean =>
  (one ?? null) === null || (other ?? null) === null ? (one ?? null) === (other ?? null) : String(one) === String(other)

/** Whether the field came into the mapping after both sides had agreed: nobody has changed it yet. */
const isNewIn = ({ name }: MappedField, agreed: Agreed): boolean => !(name in agreed.pos)

/** Whether a field waits for its first meeting. */
export const isUnmet = (fields: readonly MappedField[], agreed: Agreed): boolean =>
  fields.some((field) => isNewIn(field, agreed))

const differsIn = (field: MappedField, record: Values, agreed: Agreed): boolean =>
  !isNewIn(field, agreed) && !isSame(record[field.name], agreed.pos[field.name])

/** The fields that the POS has changed since both sides agreed, and that the server takes. */
export function changedInPos(fields: readonly MappedField[], record: Values, agreed: Agreed): readonly MappedField[] {
  return fields.filter((field) => field.up !== null && differsIn(field, record, agreed))
}

/** The fields in which the POS differs though only the server may change them. */
export function spoiltInPos(fields: readonly MappedField[], record: Values, agreed: Agreed): readonly MappedField[] {
  return fields.filter((field) => field.up === null && differsIn(field, record, agreed))
}

interface Sides {
  readonly server: Values
  /** Null: there is no record yet. */
  readonly record: Values | null
  readonly agreed: Agreed | null
  /** What the POS had sent up before the server answered this: it has been heard, and the answer counts. */
  readonly sent: Values
}

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === null || value === ''

/** Whether the record says anything in a field: what the mapping has written for nothing is nothing. */
export const hasWord = ({ name, empty }: MappedField, record: Values): boolean =>
  !isEmpty(record[name]) && String(record[name]).trim() !== '' && !isForNothing(record[name] ?? null, empty)

/** A record that was there before the member came: neither side's word is lost where the other has none. */
const isTakenAtFirstMeeting = (field: MappedField, server: Values, record: Values): boolean =>
  !hasWord(field, record) || (field.wins === 'server' && !isEmpty(server[field.name]))

/** The answer to what was sent up, and the POS has changed the field again meanwhile: that is to go up next. */
const isOutrun = (name: string, { record, sent }: Sides): boolean =>
  record !== null && name in sent && !isSame(record[name], sent[name])

/**
 * What is written into the record: each field in which the server's word is news, or counts for more. A field that only the POS
 * has changed stays as it is, to be sent up.
 */
export function writtenDown(fields: readonly MappedField[], sides: Sides): Values {
  const { server, record, agreed, sent } = sides
  const written = fields.filter((field) => {
    const { name, up, wins } = field
    if (record === null || up === null) return true
    if (isOutrun(name, sides)) return false
    if (agreed === null || isNewIn(field, agreed)) return isTakenAtFirstMeeting(field, server, record)
    const isHeard = name in sent && isSame(record[name], sent[name])
    const isNews = !(name in agreed.server) || !isSame(server[name], agreed.server[name])
    if (isHeard || isSame(record[name], agreed.pos[name])) return isNews || isHeard
    return wins === 'server' && isNews
  })
  return Object.fromEntries(written.map(({ name }) => [name, server[name] ?? null]))
}

/** What both sides agree on now. A field that the POS keeps for itself stays in dispute, until it has gone up. */
export function agreedAfter(fields: readonly MappedField[], written: Values, shown: Values, sides: Sides): Agreed {
  const pos = fields.map(({ name }): [string, Value] => {
    if (isOutrun(name, sides) && !(name in written)) return [name, sides.sent[name] ?? null]
    const isSettled = name in written || sides.record === null
    return [name, (isSettled ? shown[name] : sides.agreed?.pos[name]) ?? null]
  })
  return { server: { ...sides.server }, pos: Object.fromEntries(pos) }
}
