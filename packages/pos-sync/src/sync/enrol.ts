// A customer whom the POS has added becomes a member, or is found to be one.
import { RefusedError } from '@tillside/pos-sdk/client/errors'

import type { MappedField } from '../mapping/mapping.ts'
import type { PosRecord } from '../pos/records.ts'
import { hasWord } from './agree.ts'
import {
  bodyOf,
  fingerprintOf,
  isReadable,
  only,
  type Refusal,
  refusalOf,
  type Sent,
  settle,
  type UpwardOptions,
} from './send.ts'

/** The member is one already: the record is matched to it, as if the member had come down. */
async function meet(options: UpwardOptions, record: PosRecord, profileId: string): Promise<Sent> {
  const { pos, keeper } = options
  await keeper.repair(profileId)
  const now = await pos.outside.records.find(record.key)
  if (now?.profileId !== null) return 'changed'
  const fields = pos.mapping.fields.filter(({ name }) => name === 'email')
  const reason = 'The member with this e-mail address has another record.'
  return settle(options, record, [{ fields, code: 'member_has_a_record', reason }], 'nothing')
}

/** Fields of a wrong form do not keep a customer out: they stay in the record, and are set aside once it is a member's. */
const withoutWrong = (error: RefusedError, fields: readonly MappedField[]): readonly MappedField[] =>
  error.code === 'validation_failed' ? fields.filter(({ name }) => name === 'email' || !(name in error.fields)) : fields

async function create(
  options: UpwardOptions,
  record: PosRecord,
  fields: readonly MappedField[],
): Promise<readonly Refusal[]> {
  const { pos, loyalty, keeper } = options
  try {
    const identities = [{ handle: pos.mapping.identity, identifier: record.key }]
    const answer = await loyalty.enrol({ ...bodyOf(fields, record), identities })
    await keeper.takeAnswer(answer, {})
    return []
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const left = withoutWrong(error, fields)
    return left.length < fields.length ? create(options, record, left) : [refusalOf(error, fields)]
  }
}

export async function enrol(options: UpwardOptions, record: PosRecord, refusedBefore: string | null): Promise<Sent> {
  const { pos, loyalty } = options
  const { mapping } = pos
  const address = mapping.fields.find(({ name }) => name === 'email')
  if (!mapping.enrols || record.profileId !== null || !address || !hasWord(address, record.values)) return 'nothing'
  const sendable = mapping.fields.filter(
    (field) => field.up !== null && hasWord(field, record.values) && isReadable(field, record),
  )
  const prints = [sendable, [address]].map((fields) => fingerprintOf(only(fields, record)))
  if (refusedBefore !== null && prints.includes(refusedBefore)) return 'waiting'
  const known = await loyalty.findByEmail(String(record.values['email']))
  if (known) return meet(options, record, known.profileId)
  const refused = await create(options, record, sendable)
  // Whatever was left out: it is this record as it is that is not sent again.
  return settle(
    options,
    record,
    refused.map((refusal) => ({ ...refusal, fields: sendable })),
    'enrolled',
  )
}
