// What cashiers change in the POS goes up: only the fields that they have changed, and only where the POS may.
import { createHash } from 'node:crypto'

import { RefusedError } from '@tillside/pos-sdk/client/errors'

import { joinBodies, type ProfileBody } from '../mapping/fields.ts'
import type { MappedField } from '../mapping/mapping.ts'
import type { PosRecord, Values } from '../pos/records.ts'
import type { Loyalty } from '../server/loyalty.ts'
import type { MemberState } from '../state/members.ts'
import { changedInPos, spoiltInPos } from './agree.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

const pageSize = 500

interface UpwardOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly now: () => Date
}

export interface SentUp {
  readonly changed: number
  readonly enrolled: number
  readonly refused: number
}

/** Of what was sent, so that the same is not sent again after it was refused. */
const fingerprintOf = (values: Values): string => createHash('sha256').update(JSON.stringify(values)).digest('hex')

const only = (fields: readonly MappedField[], { values }: PosRecord): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? null]))

const bodyOf = (fields: readonly MappedField[], { values }: PosRecord): ProfileBody =>
  joinBodies(fields.flatMap(({ name, up }) => (up ? [up(values[name] ?? null)] : [])))

const liveLast = (one: MemberState, other: MemberState): number =>
  Number(one.state === 'live') - Number(other.state === 'live')

type Sent = 'changed' | 'enrolled' | 'refused' | 'nothing'

/** Sends, and notes a refusal beside the record until the record shows something else. */
async function guarded(
  { pos, now }: UpwardOptions,
  record: PosRecord,
  values: Values,
  send: () => Promise<Sent>,
): Promise<Sent> {
  const fingerprint = fingerprintOf(values)
  const [known] = await pos.outside.asides.findAll('up', [record.key])
  if (known?.fingerprint === fingerprint) return 'nothing'
  try {
    const sent = await send()
    if (known) await pos.unit(({ asides }) => asides.remove(record.key, 'up'))
    return sent
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const names = Object.keys(error.fields).join(', ')
    const reason = names === '' ? 'The server refused it.' : `The server refused ${names}.`
    const aside = { subject: record.key, direction: 'up', code: error.code ?? 'refused', reason, fingerprint } as const
    await pos.unit(({ asides }) => asides.put(aside, now().toISOString()))
    return 'refused'
  }
}

/** Fields that only the server may change are put back as it said. */
async function putBack({ pos }: UpwardOptions, { profileId }: MemberState): Promise<void> {
  await pos.unit(async ({ members, records }) => {
    const member = await members.lock(profileId)
    const record = member.recordKey === null ? null : await records.find(member.recordKey)
    if (!record || !member.agreed) return
    const spoilt = spoiltInPos(pos.mapping.fields, record.values, member.agreed)
    if (spoilt.length === 0) return
    const values = Object.fromEntries(spoilt.map(({ name }) => [name, member.agreed?.server[name] ?? null]))
    const shown = await records.update(record.key, { profileId, values })
    const agreed = { ...member.agreed.pos, ...only(spoilt, shown) }
    await members.save({ ...member, agreed: { server: member.agreed.server, pos: agreed } })
  })
}

async function sendChange(options: UpwardOptions, record: PosRecord, member: MemberState): Promise<Sent> {
  const { pos, loyalty, keeper } = options
  const { fields } = pos.mapping
  if (!member.agreed || member.state !== 'live') return 'nothing'
  if (spoiltInPos(fields, record.values, member.agreed).length > 0) await putBack(options, member)
  const changed = changedInPos(fields, record.values, member.agreed)
  if (changed.length === 0) return 'nothing'
  return guarded(options, record, only(changed, record), async () => {
    // Where both sides have changed a field the mapping says who wins, so what the server has by now is heard first.
    await keeper.repair(member.profileId)
    const [now, held] = await Promise.all([
      pos.outside.records.find(record.key),
      pos.outside.members.find(member.profileId),
    ])
    if (!now || !held?.agreed || held.state !== 'live') return 'nothing'
    const left = changedInPos(fields, now.values, held.agreed)
    if (left.length === 0) return 'nothing'
    const answer = await loyalty.change(member.profileId, bodyOf(left, now))
    await keeper.takeAnswer(answer, only(left, now))
    return 'changed'
  })
}

/** A customer whom the POS has added becomes a member, or is found to be one. */
async function enrol(options: UpwardOptions, record: PosRecord): Promise<Sent> {
  const { pos, loyalty, keeper } = options
  const { mapping } = pos
  const email = record.values['email'] ?? null
  if (!mapping.enrols || record.profileId !== null || email === null || String(email).trim() === '') return 'nothing'
  const known = await loyalty.findByEmail(String(email))
  if (known) {
    // The member is one already: the record is matched to it, as if the member had come down.
    const kept = await keeper.repair(known.profileId)
    return kept === 'applied' ? 'changed' : 'nothing'
  }
  const sendable = mapping.fields.filter(({ up, name }) => up !== null && (record.values[name] ?? null) !== null)
  return guarded(options, record, only(sendable, record), async () => {
    const identities = [{ handle: mapping.identity, identifier: record.key }]
    const answer = await loyalty.enrol({ ...bodyOf(sendable, record), identities })
    await keeper.takeAnswer(answer, {})
    return 'enrolled'
  })
}

/**
 * Looks at the records that have changed since the last time, or at all of them, and sends up what the server does not know. A POS
 * that keeps no time of change is looked at as a whole each time.
 */
export async function sendUp(options: UpwardOptions, { all }: { all: boolean }): Promise<SentUp> {
  const { pos } = options
  const { records, members, progress } = pos.outside
  const changedFrom = all ? null : await progress.read('pos_changed_at')
  const upTo = (await pos.manyOf?.(pos.outside).changedUpTo()) ?? null
  const tally = { changed: 0, enrolled: 0, refused: 0, nothing: 0 }
  for (let after: string | null = null; ;) {
    const page: readonly PosRecord[] = await records.page(after, pageSize, changedFrom)
    const known = page.length === 0 ? [] : await members.findByRecords(page.map(({ key }) => key))
    // A customer who came back has the record of somebody who is gone.
    const byKey = new Map([...known].sort(liveLast).map((member) => [member.recordKey, member]))
    for (const record of page) {
      const member = byKey.get(record.key)
      tally[member ? await sendChange(options, record, member) : await enrol(options, record)] += 1
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    after = last.key
  }
  if (upTo !== null) await progress.write('pos_changed_at', upTo)
  const { nothing: _, ...sent } = tally
  return sent
}
