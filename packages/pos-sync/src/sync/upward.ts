// What the POS has changed since the last look, or as a whole, on its way up: record by record.
import type { PosRecord } from '../pos/records.ts'
import { sendChange } from './change.ts'
import { enrol } from './enrol.ts'
import { type Candidates, findCandidates, follow, release, ownerOf } from './owner.ts'
import type { Sent, UpwardOptions } from './send.ts'

const pageSize = 500

export interface SentUp {
  readonly changed: number
  readonly enrolled: number
  readonly refused: number
}

async function sendRecord(
  options: UpwardOptions,
  record: PosRecord,
  candidates: Candidates,
  refusedBefore: string | null,
): Promise<Sent> {
  const { pos, keeper } = options
  const owner = ownerOf(record, candidates)
  if (owner === null) return enrol(options, record, refusedBefore)
  if (owner.is === 'gone') return 'nothing'
  if (owner.is === 'own') return sendChange(options, record, owner.member, refusedBefore)
  if (owner.is === 'renumbered') {
    const member = await follow(pos, record, owner.member)
    return member ? sendChange(options, record, member, refusedBefore) : 'nothing'
  }
  await release(pos, owner.member)
  await keeper.repair(owner.member.profileId, { removes: false, isRight: false })
  const now = await pos.outside.records.find(record.key)
  // By another sign than its number it was the member's after all.
  if (now?.profileId !== null) return 'changed'
  return enrol(options, now, refusedBefore)
}

/** Records that somebody has deleted in the POS have nothing left to send. */
async function forgetGone({ pos }: UpwardOptions): Promise<void> {
  const { asides, records } = pos.outside
  for (const { subject } of await asides.list('up', 1_000)) {
    if ((await records.find(subject)) === null) await asides.remove(subject, 'up')
  }
}

/**
 * Looks at the records that have changed since the last time, or at all of them, and sends up what the server does not know; of all of
 * them also what it has refused before. A POS that keeps no time of change is looked at as a whole each time.
 */
export async function sendUp(options: UpwardOptions, { all }: { all: boolean }): Promise<SentUp> {
  const { pos } = options
  const { records, asides, progress } = pos.outside
  const changedFrom = all ? null : await progress.read('pos_changed_at')
  const upTo = (await pos.manyOf?.(pos.outside).changedUpTo()) ?? null
  const tally = { changed: 0, enrolled: 0, refused: 0, waiting: 0, nothing: 0 }
  for (let after: string | null = null; ;) {
    const page: readonly PosRecord[] = await records.page(after, pageSize, changedFrom)
    const keys = page.map(({ key }) => key)
    const refused = keys.length === 0 ? [] : await asides.findAll('up', keys)
    const prints = new Map(refused.map(({ subject, fingerprint }) => [subject, fingerprint]))
    const candidates = await findCandidates(pos, page)
    for (const record of page) {
      const sent = await sendRecord(options, record, candidates, all ? null : (prints.get(record.key) ?? null))
      if (prints.has(record.key) && sent !== 'refused' && sent !== 'waiting') await asides.remove(record.key, 'up')
      tally[sent] += 1
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    after = last.key
  }
  if (all) await forgetGone(options)
  if (upTo !== null) await progress.write('pos_changed_at', upTo)
  const { changed, enrolled, refused } = tally
  return { changed, enrolled, refused }
}
