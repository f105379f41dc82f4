// The way back: the server learns the POS's customer number of each member, as an identity, so that a till may look up by either.
import { RefusedError } from '@tillside/pos-sdk/client/errors'

import type { Loyalty } from '../server/loyalty.ts'
import type { MemberState } from '../state/members.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

const pageSize = 500
const sentAtOnce = 4

interface LinkOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly now: () => Date
}

export interface Linked {
  readonly linked: number
  readonly refused: number
}

/** One number, of the record of a member or of one who was merged into a member. */
async function linkOne({ pos, loyalty, keeper, now }: LinkOptions, member: MemberState): Promise<boolean> {
  const { recordKey, profileId, mergedInto } = member
  if (recordKey === null) return true
  const identity = { handle: pos.mapping.identity, identifier: recordKey }
  try {
    const answer = await loyalty.change(mergedInto ?? profileId, { identities: [identity] })
    await keeper.takeAnswer(answer, {})
    await pos.unit(async ({ members, asides }) => {
      const held = await members.lock(profileId)
      if (held.recordKey === recordKey) await members.save({ ...held, isLinked: true })
      await asides.remove(recordKey, 'link')
    })
    return true
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    // It is gone, and its own news says so, or another member has the number, and a person has to look.
    if (error.status === 404) return true
    const aside = { subject: recordKey, direction: 'link', code: error.code ?? 'refused', reason: error.message, fingerprint: recordKey } as const
    await pos.unit(({ asides }) => asides.put(aside, now().toISOString()))
    return false
  }
}

/** Tells the server every number that it does not know yet; those that it refused before only when `again` is set. */
export async function linkRecords(options: LinkOptions, { again }: { again: boolean }): Promise<Linked> {
  const { members, asides } = options.pos.outside
  const tally = { linked: 0, refused: 0 }
  for (let after = ''; ; ) {
    const page = await members.listUnlinked(after, pageSize)
    const keys = page.flatMap(({ recordKey }) => recordKey ?? [])
    const refused = new Set(again || keys.length === 0 ? [] : (await asides.findAll('link', keys)).map(({ subject }) => subject))
    const waiting = page.filter(({ recordKey }) => !refused.has(recordKey ?? ''))
    const work = async (): Promise<void> => {
      for (let member = waiting.pop(); member !== undefined; member = waiting.pop())
        tally[(await linkOne(options, member)) ? 'linked' : 'refused'] += 1
    }
    await Promise.all(Array.from({ length: sentAtOnce }, work))
    const last = page.at(-1)
    if (!last || page.length < pageSize) return tally
    after = last.profileId
  }
}
