// Keeps one member in step: what came by itself is applied, what is doubtful is asked for, and what the POS refuses is set aside.
import { codeOf, reasonOf, troubleOf } from '../database/trouble.ts'
import type { Loyalty } from '../server/loyalty.ts'
import { type MemberState, unknownMember } from '../state/members.ts'
import { type Applied, applySnapshot, type Circumstances } from './apply.ts'
import { applyRemoval } from './remove.ts'
import type { Values } from '../pos/records.ts'
import type { Snapshot } from './snapshot.ts'
import type { Pos } from './unit.ts'

/**
 * What became of it. `removed`: the member is gone, and so is what the POS had of it, as far as the shop wishes. `withheld`: it was
 * deleted, and whoever asked wished that nothing is taken away. `unknown`: the server never had it, so that nothing is either.
 */
export type Kept = Exclude<Applied, 'doubtful'> | 'removed' | 'set_aside' | 'withheld' | 'unknown'

export interface Rules {
  /** Who was deleted is taken away. */
  readonly removes: boolean
  /** A person has said that it is the right server: whom it does not know is let go, and what is earlier counts. */
  readonly isRight: boolean
}

const usual: Rules = { removes: true, isRight: false }

interface KeeperOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly now: () => Date
}

/** The server may answer what was true a moment ago, and be asked again; but not for ever. */
const readsMax = 4

export class Keeper {
  readonly #pos: Pos
  readonly #loyalty: Loyalty
  readonly #now: () => Date
  /** Who is worked on: the next one that comes for the same member waits for the one before. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor({ pos, loyalty, now }: KeeperOptions) {
    this.#pos = pos
    this.#loyalty = loyalty
    this.#now = now
  }

  /** News of a member that came by itself. */
  async take(snapshot: Snapshot): Promise<Kept> {
    return this.#inTurn(snapshot.profileId, async () => {
      const kept = await this.#apply(snapshot, {})
      return kept === 'doubtful' ? this.#readAndApply(snapshot.profileId) : kept
    })
  }

  /** Something happened to a member, and only the server can say what. Nothing is asked when this version is held already. */
  async takeHint(profileId: string, version: number | null): Promise<Kept> {
    return this.#inTurn(profileId, async () => {
      const held = await this.#held(profileId)
      const isKnown = version !== null && held.version !== null && held.version >= version
      return isKnown ? 'older' : this.#readAndApply(profileId)
    })
  }

  /** Asks the server for a member, and makes the POS show it. */
  async repair(profileId: string, rules: Rules = usual): Promise<Kept> {
    return this.#inTurn(profileId, () => this.#readAndApply(profileId, rules))
  }

  /** What the server answered to a change that went up from here. */
  async takeAnswer(snapshot: Snapshot, sent: Values): Promise<Kept> {
    return this.#inTurn(snapshot.profileId, async () => {
      const held = await this.#held(snapshot.profileId)
      const now = snapshot.version === null ? { sent, asked: held } : { sent }
      const kept = await this.#apply(snapshot, now)
      return kept === 'doubtful' ? this.#readAndApply(snapshot.profileId) : kept
    })
  }

  async #held(profileId: string): Promise<MemberState> {
    return (await this.#pos.outside.members.find(profileId)) ?? unknownMember(profileId)
  }

  async #readAndApply(profileId: string, rules: Rules = usual): Promise<Kept> {
    const { isRight } = rules
    for (let read = 1; ; read += 1) {
      const asked = await this.#held(profileId)
      const snapshot = await this.#loyalty.read(profileId)
      const kept = snapshot
        ? await this.#apply(snapshot, { asked, isRight })
        : await this.#leave(profileId, asked, rules)
      if (kept !== 'doubtful') return kept
      if (read === readsMax) throw new Error('a member changed each time that it was read')
    }
  }

  /** The server has no such member: it was merged into another, or deleted; or the server is not the one that had it. */
  async #leave(profileId: string, asked: MemberState, { removes, isRight }: Rules): Promise<Kept | 'doubtful'> {
    if (asked.state !== 'live') return 'older'
    const fate = await this.#loyalty.readFate(profileId)
    if (fate.is === 'there') return 'doubtful'
    if (fate.is === 'merged') {
      const { survivor } = fate
      const held = await this.#held(survivor.profileId)
      // Who left no identity behind is not named by the one that stayed.
      const told = { ...survivor, losers: new Set([...survivor.losers, profileId]) }
      const kept = await this.#apply(told, { asked: held, isRight })
      // Where the record of the one that stayed showed all of it before, the merge itself was the news.
      return kept === 'older' ? 'applied' : kept
    }
    const wasDeleted = fate.is === 'deleted'
    if (!wasDeleted && !isRight) return 'unknown'
    if (!removes) return 'withheld'
    return this.#guarded(profileId, async () =>
      (await applyRemoval(this.#pos, profileId, { asked, wasDeleted })) ? 'removed' : 'older',
    )
  }

  /** A record that the POS refuses is written field by field: what one column cannot hold keeps nothing else of the member out. */
  async #apply(snapshot: Snapshot, now: Circumstances): Promise<Applied> {
    try {
      return await applySnapshot(this.#pos, snapshot, now)
    } catch (error) {
      if (troubleOf(error) !== 'refused') throw error
      const byFieldAt = this.#now().toISOString()
      return this.#guarded(snapshot.profileId, () => applySnapshot(this.#pos, snapshot, { ...now, byFieldAt }))
    }
  }

  /** What the POS refuses is noted, and everybody else goes on. A POS that cannot be written to at all is the caller's trouble. */
  async #guarded<T extends string>(profileId: string, work: () => Promise<T>): Promise<T | 'set_aside'> {
    try {
      return await work()
    } catch (error) {
      if (troubleOf(error) !== 'refused') throw error
      const aside = {
        subject: profileId,
        direction: 'down',
        code: codeOf(error),
        reason: reasonOf(error),
        fingerprint: null,
      } as const
      await this.#pos.unit(({ asides }) => asides.put(aside, this.#now().toISOString()))
      return 'set_aside'
    }
  }

  async #inTurn<T>(profileId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(profileId) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine.catch(() => {})
    this.#turns.set(profileId, settled)
    try {
      return await mine
    } finally {
      if (this.#turns.get(profileId) === settled) this.#turns.delete(profileId)
    }
  }
}
