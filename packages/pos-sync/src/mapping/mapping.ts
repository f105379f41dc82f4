// The mapping file: which table of the POS holds its customers, and which column each field of a profile stands in.
import Type, { type Static } from 'typebox'
import { Errors } from 'typebox/value'

import { type Field, findField, type Value } from './fields.ts'

const Name = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_$]{0,62}$' })
const TableName = Type.String({ pattern: '^([A-Za-z_][A-Za-z0-9_$]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_$]{0,62}$' })

const FieldRule = Type.Object(
  {
    column: Name,
    /** Who is right when both sides have changed the field since they last agreed. */
    wins: Type.Optional(Type.Enum(['server', 'pos'])),
    /** Written where the server has nothing, for a column that may not be null. */
    empty: Type.Optional(Type.Union([Type.String({ maxLength: 255 }), Type.Number()])),
  },
  { additionalProperties: false },
)

const MappingFile = Type.Object(
  {
    table: TableName,
    number: Type.Object(
      {
        column: Name,
        made_by: Type.Enum(['sync', 'database']),
        prefix: Type.Optional(Type.String({ maxLength: 20 })),
        digits: Type.Optional(Type.Integer({ minimum: 1, maximum: 15 })),
      },
      { additionalProperties: false },
    ),
    profile_id: Name,
    merged_into: Type.Optional(Name),
    changed_at: Type.Optional(Name),
    fields: Type.Record(Type.String(), FieldRule),
    match: Type.Optional(Type.Array(Type.Enum(['email', 'mobile_phone']), { maxItems: 2 })),
    identity: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,100}$' })),
    deleted: Type.Optional(Type.Enum(['keep', 'anonymise', 'delete'])),
    enrol: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** One field of a profile in its column. */
export interface MappedField extends Field {
  readonly column: string
  readonly wins: 'server' | 'pos'
  readonly empty: Value
}

/** The mapping as everything else uses it: each wish that was left out is decided. */
export interface Mapping {
  readonly table: string
  readonly number: {
    readonly column: string
    readonly isMadeHere: boolean
    readonly prefix: string
    readonly digits: number
  }
  readonly profileIdColumn: string
  readonly mergedIntoColumn: string | null
  readonly changedAtColumn: string | null
  readonly fields: readonly MappedField[]
  readonly match: readonly MappedField[]
  /** The handle under which the server keeps the POS's own customer number. */
  readonly identity: string
  readonly deleted: 'keep' | 'anonymise' | 'delete'
  /** Customers that the POS has added are enrolled as members. */
  readonly enrols: boolean
  readonly hasBalances: boolean
}

/** The mapping file cannot be used; the message names the entry. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
}

/** Whether a column shows what is written into it for nothing: of a day it may print the midnight too. */
export const isForNothing = (value: Value, empty: Value | undefined): boolean =>
  value !== null &&
  (empty ?? null) !== null &&
  String(value).replace(/ 00:00:00(?:\.0+)?(?:[+-]\d\d(?::?\d\d)?)?$/, '') === String(empty)

/** What is written for nothing goes up as nothing. Of a wish it may be a plain no, which a cashier may also mean. */
function upwardOf({ name, up }: Field, empty: string | number | undefined): Field['up'] {
  if (up === null || empty === undefined || name.startsWith('comms.')) return up
  return (value) => up(isForNothing(value, empty) ? null : value)
}

function mapField(name: string, { column, wins = 'server', empty }: Static<typeof FieldRule>): MappedField {
  const found = findField(name)
  if (!found) throw new MappingError(`fields.${name}: a profile has no field of this name.`)
  if (wins === 'pos' && found.up === null)
    throw new MappingError(`fields.${name}.wins: the server works this field out itself, so the POS cannot win.`)
  return { ...found, up: upwardOf(found, empty), column, wins, empty: empty ?? null }
}

function refuseDoubleColumns(mapping: Mapping): void {
  const { number, profileIdColumn, mergedIntoColumn, changedAtColumn, fields } = mapping
  const own = [number.column, profileIdColumn, mergedIntoColumn, changedAtColumn]
  const columns = [...own, ...fields.map(({ column }) => column)].filter((column) => column !== null)
  const doubled = columns.find((column, index) => columns.indexOf(column) !== index)
  if (doubled !== undefined) throw new MappingError(`The column ${doubled} is mapped twice.`)
}

/** Reads a mapping file's content. Throws a `MappingError` that names what is wrong. */
export function readMapping(text: string): Mapping {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new MappingError(`The mapping file is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
  const [wrong] = Errors(MappingFile, given)
  if (wrong) {
    const entry = wrong.instancePath.slice(1).replaceAll('/', '.') || 'The mapping'
    throw new MappingError(`${entry}: ${wrong.keyword === 'boolean' ? 'no mapping has such an entry' : wrong.message}.`)
  }
  const file = given as Static<typeof MappingFile>
  const fields = Object.entries(file.fields).map(([name, rule]) => mapField(name, rule))
  const match = (file.match ?? []).map((name) => {
    const found = fields.find((field) => field.name === name)
    if (!found) throw new MappingError(`match: ${name} is not among the fields.`)
    return found
  })
  const mapping: Mapping = {
    table: file.table,
    number: {
      column: file.number.column,
      isMadeHere: file.number.made_by === 'sync',
      prefix: file.number.prefix ?? '',
      digits: file.number.digits ?? 6,
    },
    profileIdColumn: file.profile_id,
    mergedIntoColumn: file.merged_into ?? null,
    changedAtColumn: file.changed_at ?? null,
    fields,
    match,
    identity: file.identity ?? 'pos-customer',
    deleted: file.deleted ?? 'keep',
    enrols: file.enrol ?? false,
    hasBalances: fields.some(({ isBalance }) => isBalance),
  }
  if (mapping.enrols && !fields.some(({ name }) => name === 'email'))
    throw new MappingError('enrol: email is not among the fields, and nobody becomes a member without it.')
  refuseDoubleColumns(mapping)
  return mapping
}
