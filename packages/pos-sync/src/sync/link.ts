// The way back: the server learns the POS's customer number of each member, as an identity, so that a till may look up by either.
import { RefusedError } from '@tillside/pos-sdk/client/errors'

import type { Loyalty } from '../server/loyalty.ts'
import type { MemberState } from '../state/members.ts'
import { applyTogether } from './apply.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

const pageSize = 500
const sentAtOnce = 4
/** Pages that are under way at once: the server writes several batches side by side. */
const pagesAtOnce = 3
/** From so many on they are sent as one batch, where the server takes batches. */
const batchMin = 20

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

/** A record whose number is to be told, and of whom. */
interface Unlinked {
  readonly member: MemberState
  readonly number: string
  readonly target: string
}

const toUnlinked = (member: MemberState): readonly Unlinked[] =>
  member.recordKey === null ? [] : [{ member, number: member.recordKey, target: member.mergedInto ?? member.profileId }]

/** As the server is told it: a column of a fixed width pads what it holds. */
const identifierOf = ({ number }: Unlinked): string => number.trimEnd()

/** The server knows it: also of a record that came by a merge, which the answer about the member says nothing of. */
async function noteLinked({ pos }: LinkOptions, linked: readonly Unlinked[]): Promise<void> {
  await pos.unit(async ({ members, asides }) => {
    for (const { member, number } of linked) {
      const held = await members.lock(member.profileId)
      if (held.recordKey === number && !held.isLinked) await members.save({ ...held, isLinked: true })
      await asides.remove(number, 'link')
    }
  })
}

async function noteRefused({ pos, now }: LinkOptions, number: string, code: string): Promise<void> {
  const reason = 'The server refused the number as an identity of the member.'
  const aside = { subject: number, direction: 'link', code, reason, fingerprint: null } as const
  await pos.unit(({ asides }) => asides.put(aside, now().toISOString()))
}

async function linkOne(options: LinkOptions, unlinked: Unlinked): Promise<boolean> {
  const { pos, loyalty, keeper } = options
  const { number, target } = unlinked
  try {
    const answer = await loyalty.change(target, {
      identities: [{ handle: pos.mapping.identity, identifier: identifierOf(unlinked) }],
    })
    await keeper.takeAnswer(answer, {})
    await noteLinked(options, [unlinked])
    return true
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    // It is gone, and its own news says so; or another member has the number, and a person has to look.
    if (error.status === 404) return true
    await noteRefused(options, number, error.code ?? 'refused')
    return false
  }
}

async function linkOneByOne(options: LinkOptions, unlinked: readonly Unlinked[]): Promise<number> {
  const waiting = [...unlinked]
  let refused = 0
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!(await linkOne(options, next))) refused += 1
    }
  }
  await Promise.all(Array.from({ length: sentAtOnce }, work))
  return refused
}

/** One batch, and then the members as they are with it: their versions have risen, and nobody tells us of what we did ourselves. */
async function linkTogether(options: LinkOptions, unlinked: readonly Unlinked[]): Promise<number> {
  const { pos, loyalty, keeper } = options
  const handle = pos.mapping.identity
  const changes = unlinked.map((one) => ({
    profileId: one.target,
    identities: [{ handle, identifier: identifierOf(one) }],
  }))
  const outcomes = await loyalty.changeMany(changes, handle).catch((error: unknown) => {
    // One number of a wrong form, and the server takes none of them: which one it is shows when they are told by themselves.
    if (error instanceof RefusedError) return null
    throw error
  })
  if (!outcomes) return linkOneByOne(options, unlinked)
  const linked = unlinked.filter((_each, index) => outcomes[index]?.refusal === null)
  await noteLinked(options, linked)
  const snapshots = await loyalty.readMany([...new Set(linked.map(({ target }) => target))])
  for (const snapshot of await applyTogether(pos, snapshots)) await keeper.take(snapshot)
  let refused = 0
  for (const [index, { number }] of unlinked.entries()) {
    const code = outcomes[index]?.refusal ?? null
    if (code === null || code === 'not_found') continue
    await noteRefused(options, number, code)
    refused += 1
  }
  return refused
}

/** Those of a page that are to be told now. */
async function waitingIn(
  { pos }: LinkOptions,
  page: readonly MemberState[],
  again: boolean,
): Promise<readonly Unlinked[]> {
  const all = page.flatMap(toUnlinked)
  const numbers = all.map(({ number }) => number)
  const known = again || numbers.length === 0 ? [] : await pos.outside.asides.findAll('link', numbers)
  const refusedBefore = new Set(known.map(({ subject }) => subject))
  return all.filter(({ number }) => !refusedBefore.has(number))
}

/** Tells the server every number that it does not know yet; those that it refused before only when `again` is set. */
export async function linkRecords(options: LinkOptions, { again }: { again: boolean }): Promise<Linked> {
  const { pos, loyalty } = options
  const tally = { linked: 0, refused: 0 }
  const tell = async (waiting: readonly Unlinked[]): Promise<void> => {
    const isMany = waiting.length >= batchMin && loyalty.client.dialect === 'tillside'
    const refused = isMany ? await linkTogether(options, waiting) : await linkOneByOne(options, waiting)
    tally.linked += waiting.length - refused
    tally.refused += refused
  }
  const all: Promise<void>[] = []
  const working = new Set<Promise<void>>()
  for (let after: string | null = ''; after !== null;) {
    const page: readonly MemberState[] = await pos.outside.members.listUnlinked(after, pageSize)
    after = page.length === pageSize ? (page.at(-1)?.profileId ?? null) : null
    const telling: Promise<void> = tell(await waitingIn(options, page, again)).finally(() => working.delete(telling))
    // What fails is thrown where all of them are waited for.
    telling.catch(() => {})
    all.push(telling)
    working.add(telling)
    if (working.size >= pagesAtOnce) await Promise.race(working)
  }
  await Promise.all(all)
  return tally
}
