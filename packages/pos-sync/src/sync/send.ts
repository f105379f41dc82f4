// Fields of a record on their way up: together where the server takes them, and else by themselves, so that one that it refuses
// holds no other back.
import { createHash } from 'node:crypto'

import { RefusedError } from '@tillside/pos-sdk/client/errors'

import { joinBodies, type ProfileBody } from '../mapping/fields.ts'
import type { MappedField } from '../mapping/mapping.ts'
import type { PosRecord, Values } from '../pos/records.ts'
import type { Loyalty } from '../server/loyalty.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

export interface UpwardOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly now: () => Date
}

/** `waiting`: it was refused as it is, and a compare tries it again. */
export type Sent = 'changed' | 'enrolled' | 'refused' | 'waiting' | 'nothing'

export interface Refusal {
  readonly fields: readonly MappedField[]
  readonly code: string
  readonly reason: string
}

/** Of what was refused, so that the same is not sent again every few seconds. */
export const fingerprintOf = (values: Values): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex')

export const only = (fields: readonly MappedField[], { values }: PosRecord): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? null]))

/** What one field adds to a body; undefined where nobody can read what the column holds. */
const partOf = ({ name, up }: MappedField, { values }: PosRecord): ProfileBody | undefined => up?.(values[name] ?? null)

export const isReadable = (field: MappedField, record: PosRecord): boolean => partOf(field, record) !== undefined

export const bodyOf = (fields: readonly MappedField[], record: PosRecord): ProfileBody =>
  joinBodies(fields.map((field) => partOf(field, record) ?? {}))

const namesOf = (fields: readonly MappedField[]): string => fields.map(({ name }) => name).join(', ')

export function refusalOf(error: RefusedError, fields: readonly MappedField[]): Refusal {
  const names = Object.keys(error.fields).join(', ') || namesOf(fields)
  return { fields, code: error.code ?? 'refused', reason: `The server refused ${names}.` }
}

/** What is sent by itself when not all of it is taken. Of a birth date the server judges the whole. */
function groupsOf(fields: readonly MappedField[]): readonly (readonly MappedField[])[] {
  const isBirth = ({ name }: MappedField): boolean => name.startsWith('birth_')
  const birth = fields.filter(isBirth)
  return [...fields.filter((field) => !isBirth(field)).map((field) => [field]), ...(birth.length > 0 ? [birth] : [])]
}

async function sendReadable(
  options: UpwardOptions,
  profileId: string,
  record: PosRecord,
  fields: readonly MappedField[],
): Promise<readonly Refusal[]> {
  const { loyalty, keeper } = options
  if (fields.length === 0) return []
  try {
    const answer = await loyalty.change(profileId, bodyOf(fields, record))
    await keeper.takeAnswer(answer, only(fields, record))
    return []
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const groups = groupsOf(fields)
    if (error.status === 404 || groups.length === 1) return [refusalOf(error, fields)]
    const refused: Refusal[] = []
    for (const group of groups) refused.push(...(await sendReadable(options, profileId, record, group)))
    return refused
  }
}

/** Sends fields of a record to its member. What cannot be read stays as it is on both sides. */
export async function sendFields(
  options: UpwardOptions,
  profileId: string,
  record: PosRecord,
  fields: readonly MappedField[],
): Promise<Sent> {
  const unreadable = fields.filter((field) => !isReadable(field, record))
  const readable = fields.filter((field) => isReadable(field, record))
  const reason = `What the POS holds as ${namesOf(unreadable)} cannot be read.`
  const refused = unreadable.length === 0 ? [] : [{ fields: unreadable, code: 'unreadable', reason }]
  return settle(options, record, [...refused, ...(await sendReadable(options, profileId, record, readable))], 'changed')
}

/** Notes what was refused beside the record, until the record shows something else or a compare has more luck. */
export async function settle(
  { pos, now }: UpwardOptions,
  record: PosRecord,
  refused: readonly Refusal[],
  sent: Sent,
): Promise<Sent> {
  const [first] = refused
  if (!first) return sent
  const names = new Set(refused.flatMap(({ fields }) => fields.map(({ name }) => name)))
  const fingerprint = fingerprintOf(
    only(
      pos.mapping.fields.filter(({ name }) => names.has(name)),
      record,
    ),
  )
  const reason = refused
    .map((refusal) => refusal.reason)
    .join(' ')
    .slice(0, 500)
  const aside = { subject: record.key, direction: 'up', code: first.code, reason, fingerprint } as const
  await pos.unit(({ asides }) => asides.put(aside, now().toISOString()))
  return 'refused'
}
