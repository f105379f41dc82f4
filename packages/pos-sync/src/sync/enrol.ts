// A customer whom the POS has added becomes a member, or is found to be one.
import { RefusedError } from '@tillside/pos-sdk/client/errors'

import type { PosRecord } from '../pos/records.ts'
import { hasWord } from './agree.ts'
import { bodyOf, fingerprintOf, isReadable, only, refusalOf, type Sent, settle, type UpwardOptions } from './send.ts'

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

export async function enrol(options: UpwardOptions, record: PosRecord, refusedBefore: string | null): Promise<Sent> {
  const { pos, loyalty, keeper } = options
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
  try {
    const identities = [{ handle: mapping.identity, identifier: record.key }]
    const answer = await loyalty.enrol({ ...bodyOf(sendable, record), identities })
    await keeper.takeAnswer(answer, {})
    return 'enrolled'
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return settle(options, record, [refusalOf(error, sendable)], 'nothing')
  }
}
