// One desk for all that the portal asks under a key. It promises: what is asked is written down first; the same thing is under way
// once at a time; the host hears of value that was taken or put back before the ask is forgotten; and an ask whose answer was not
// heard stays, and is asked again under its key, whatever is asked for next in its place.
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError, RefusedError } from '@tillside/pos-sdk/client/errors'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import { type Instant, minuteMs } from '@tillside/rules/time'

import type { Told } from '../host/bridge.ts'
import { type Answer, type Ask, look, send, slotOf } from './asks.ts'
import type { Kept, KeptAsks } from './kept.ts'

/** What became of an ask: of this one, which may be an earlier one that had to be answered first. */
export type Heard = Became & { readonly of: Ask }

type Became =
  /** `told`: whether the POS heard of it; null where it was not to be told. */
  | { readonly outcome: 'done'; readonly answer: Answer; readonly told: Told | null }
  /** Nothing happened, for certain. */
  | { readonly outcome: 'refused'; readonly error: unknown }
  /** It may have happened: it is kept, and asked again under its key. */
  | { readonly outcome: 'unheard'; readonly error: unknown }
  /** It was asked too long ago to be done now, and had not been done: it is forgotten. */
  | { readonly outcome: 'never_done' }

interface DeskOptions {
  readonly client: Client
  readonly clock: Pick<Clock, 'now'>
  readonly kept: KeptAsks
  /** Tells the POS what was done, before it is forgotten. */
  readonly onDone: (ask: Ask, answer: Answer) => Promise<Told | null>
}

/** A customer who left the counter must not lose value because a tab was opened again: older than this it is only looked for. */
const takenAgainMsMax = 5 * minuteMs

export class RequestDesk {
  readonly #options: DeskOptions
  readonly #underWay = new Map<string, Promise<Heard>>()
  readonly #listeners = new Set<() => void>()
  #unanswered: readonly Kept[]

  constructor(options: DeskOptions) {
    this.#options = options
    this.#unanswered = options.kept.list()
  }

  /** Called after each change of what is unanswered; stops by the answer. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks without an answer that are not under way; the same list until it changes. */
  readonly unanswered = (): readonly Kept[] => this.#unanswered

  /** Resolves once what is under way now has come to an end; false: an answer is missing. */
  readonly settled = async (): Promise<boolean> => {
    const all = await Promise.all(this.#underWay.values())
    return all.every(({ outcome }) => outcome !== 'unheard')
  }

  /** Asks for it. While it is under way, the same again is the first one; one that was not answered is settled instead. */
  ask(ask: Ask): Promise<Heard> {
    const { kept, clock } = this.#options
    const before = kept.find(slotOf(ask))
    if (before) return this.askAgain(before)
    return this.#once(ask, () => this.#send(kept.keep(ask, clock.now()), 'first'))
  }

  /** Asks again what was not answered, under the same key; value that was to be taken long ago is looked for instead. */
  askAgain(kept: Kept): Promise<Heard> {
    const { ask, askedAt } = kept
    return this.#once(ask, () => {
      const isOld = this.#isOld(askedAt)
      return isOld && (ask.kind === 'redeem' || ask.kind === 'benefit')
        ? this.#lookFor(kept, ask.profileId)
        : this.#send(kept, 'again')
    })
  }

  #once(ask: Ask, begin: () => Promise<Became>): Promise<Heard> {
    const slot = slotOf(ask)
    const first = this.#underWay.get(slot)
    if (first) return first
    const heard = this.#guard(begin).then((became) => ({ ...became, of: ask }))
    const underWay = heard.finally(() => {
      this.#underWay.delete(slot)
      this.#changed()
    })
    this.#underWay.set(slot, underWay)
    this.#changed()
    return underWay
  }

  /** Nothing was sent when it could not even be written down. */
  async #guard(begin: () => Promise<Became>): Promise<Became> {
    try {
      return await begin()
    } catch (error) {
      return { outcome: 'refused', error }
    }
  }

  async #send(kept: Kept, time: 'first' | 'again'): Promise<Became> {
    let answer: Answer
    try {
      answer = await send(this.#options.client, kept.ask, kept.key)
    } catch (error) {
      return this.#hearError(kept, error, time)
    }
    return this.#done(kept, answer)
  }

  async #lookFor(kept: Kept, profileId: string): Promise<Became> {
    let answer: Answer | null
    try {
      answer = await look(this.#options.client, profileId, kept.key)
    } catch (error) {
      return { outcome: 'unheard', error }
    }
    if (answer) return this.#done(kept, answer)
    this.#release(kept)
    return { outcome: 'never_done' }
  }

  async #done(kept: Kept, answer: Answer): Promise<Became> {
    // Told first: forgotten first, a page that closes here would have taken value that the POS never hears of.
    const told = await this.#options.onDone(kept.ask, answer)
    this.#release(kept)
    return { outcome: 'done', answer, told }
  }

  #hearError(kept: Kept, error: unknown, time: 'first' | 'again'): Became {
    const mayHaveHappened = !(error instanceof ClientError) || error.mayHaveHappened
    // A repeat that was not let in, or came when there was too much to do, says nothing of the time before.
    const isOfThisTimeAlone = time === 'again' && !(error instanceof RefusedError)
    if (mayHaveHappened || isOfThisTimeAlone) return { outcome: 'unheard', error }
    this.#release(kept)
    return { outcome: 'refused', error }
  }

  #release({ key }: Kept): void {
    this.#options.kept.release(key)
  }

  /** A clock that was put back counts as long ago: then it is only looked for. */
  #isOld(askedAt: Instant): boolean {
    const ageMs = this.#options.clock.now() - askedAt
    return ageMs < 0 || ageMs > takenAgainMsMax
  }

  #changed(): void {
    this.#unanswered = this.#options.kept.list().filter(({ ask }) => !this.#underWay.has(slotOf(ask)))
    for (const listener of this.#listeners) listener()
  }
}
