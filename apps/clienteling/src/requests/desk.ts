// One desk for all that the portal asks under a key. It promises: what is asked is written down first; the same thing is under way
// once at a time; the host hears of value that was taken or put back before the ask is forgotten; an ask whose answer was not heard
// stays, and is asked again under its key, whatever is asked for next in its place; and what an earlier page asked for takes no value
// here unless a person says so: who stands at the counter by now may be another customer.
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError, RefusedError } from '@tillside/pos-sdk/client/errors'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import { type Instant, minuteMs } from '@tillside/rules/time'

import { type Answer, type Ask, look, send, sendAgain, slotOf, takesValue } from './asks.ts'
import type { Kept, KeptAsks } from './kept.ts'
import type { Done, Telling } from './telling.ts'

/** What became of an ask: of this one, which may be an earlier one that had to be answered first. */
export type Heard = Became & { readonly of: Ask }

type Became =
  /** `told`: whether the POS heard of it; null where it was not to be told. */
  | ({ readonly outcome: 'done'; readonly told: Telling | null } & Pick<Done, 'answer' | 'isOfEarlierSale'>)
  /** Nothing happened, for certain. */
  | { readonly outcome: 'refused'; readonly error: unknown }
  /** It may have happened: it is kept, and asked again under its key. */
  | { readonly outcome: 'unheard' }
  /** It was not found, and is not sent any more: it is forgotten. A request that is on its way may still arrive. */
  | { readonly outcome: 'never_done' }
  /** Nobody can look any more, since the member was deleted: it is forgotten. */
  | { readonly outcome: 'member_gone' }

interface DeskOptions {
  readonly client: Client
  readonly clock: Pick<Clock, 'now'>
  readonly kept: KeptAsks
  /** The device that the browser is paired as now. */
  readonly deviceId: () => string
  /** The opening that the page is of. */
  readonly openingId: string
  /** Tells the POS what was done, before it is forgotten. */
  readonly onDone: (done: Done) => Promise<Telling | null>
}

/** A customer who left the counter must not lose value because a tab was opened again: older than this it is only looked for. */
const takenAgainMsMax = 5 * minuteMs

export class RequestDesk {
  readonly #options: DeskOptions
  readonly #underWay = new Map<string, Promise<Heard>>()
  readonly #listeners = new Set<() => void>()
  /** Keys of what was asked for before this desk was there. */
  readonly #earlier: ReadonlySet<string>
  #unanswered: readonly Kept[]

  constructor(options: DeskOptions) {
    this.#options = options
    this.#unanswered = options.kept.list()
    this.#earlier = new Set(this.#unanswered.map(({ key }) => key))
  }

  /** Called after each change of what is unanswered; stops by the answer. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks without an answer that are not under way; the same list until it changes. */
  readonly unanswered = (): readonly Kept[] => this.#unanswered

  /** All asks without an answer, also those that are under way: value may have moved. */
  readonly awaited = (): readonly Kept[] => this.#options.kept.list()

  /** Resolves once what is under way now has come to an end; false: an answer is missing. */
  readonly settled = async (): Promise<boolean> => {
    const all = await Promise.all(this.#underWay.values())
    return all.every(({ outcome }) => outcome !== 'unheard')
  }

  /** Asks for it. While it is under way, the same again is the first one; one that was not answered is settled instead. */
  ask(ask: Ask): Promise<Heard> {
    const before = this.#options.kept.find(slotOf(ask))
    return before ? this.settle(before) : this.#once(ask, () => this.#first(ask))
  }

  /** By itself, without a person's word: value that an earlier page was to take is only looked for. */
  settle(kept: Kept): Promise<Heard> {
    const isOnlyLookedFor = takesValue(kept.ask) && this.#earlier.has(kept.key)
    return isOnlyLookedFor ? this.#lookFor(kept, { isLast: this.#isOld(kept.askedAt) }) : this.askAgain(kept)
  }

  /** Asks again what was not answered, under the same key; value is looked for instead where it must not be taken any more. */
  askAgain(kept: Kept): Promise<Heard> {
    const isOver = this.#isOld(kept.askedAt) || kept.deviceId !== this.#options.deviceId()
    if (takesValue(kept.ask) && isOver) return this.leave(kept)
    return this.#once(kept.ask, () => this.#again(kept))
  }

  /** Takes no more value for it: it is looked for once more, and forgotten where it is not there. */
  leave(kept: Kept): Promise<Heard> {
    return this.#lookFor(kept, { isLast: true })
  }

  #lookFor(kept: Kept, how: { readonly isLast: boolean }): Promise<Heard> {
    const whenMissing = async (): Promise<Became> =>
      how.isLast ? this.#forget(kept, 'never_done') : { outcome: 'unheard' }
    return this.#once(kept.ask, () => this.#look(kept, whenMissing))
  }

  #once(ask: Ask, begin: () => Promise<Became>): Promise<Heard> {
    const slot = slotOf(ask)
    const first = this.#underWay.get(slot)
    if (first) return first
    const heard = begin().then((became) => ({ ...became, of: ask }))
    const underWay = heard.finally(() => {
      this.#underWay.delete(slot)
      this.#changed()
    })
    this.#underWay.set(slot, underWay)
    this.#changed()
    return underWay
  }

  async #first(ask: Ask): Promise<Became> {
    const { kept, clock, deviceId, openingId } = this.#options
    let written: Kept
    try {
      written = kept.keep(ask, { now: clock.now(), deviceId: deviceId(), openingId })
    } catch (error) {
      // What could not be written down is not sent.
      return { outcome: 'refused', error }
    }
    return this.#send(written, 'first')
  }

  /** What was to be taken for an earlier sale, and was, is of that sale; what was not is taken for this one. */
  async #again(kept: Kept): Promise<Became> {
    const isToBeMoved = takesValue(kept.ask) && this.#isOfEarlierSale(kept)
    return isToBeMoved ? this.#look(kept, () => this.#moveAndSend(kept)) : this.#send(kept, 'again')
  }

  async #moveAndSend(kept: Kept): Promise<Became> {
    let moved: Kept
    try {
      moved = this.#options.kept.moveTo(this.#options.openingId, kept)
    } catch {
      // Which sale it is of could not be written down, so it is not sent.
      return { outcome: 'unheard' }
    }
    return this.#send(moved, 'again')
  }

  async #send(kept: Kept, time: 'first' | 'again'): Promise<Became> {
    let answer: Answer
    try {
      const sendIt = time === 'first' ? send : sendAgain
      answer = await sendIt(this.#options.client, kept.ask, kept.key)
    } catch (error) {
      return this.#hearError(kept, error, time)
    }
    return this.#done(kept, answer)
  }

  async #look(kept: Kept, whenMissing: () => Promise<Became>): Promise<Became> {
    if (!takesValue(kept.ask)) return { outcome: 'unheard' }
    let found: Answer | 'member_gone' | null
    try {
      found = await look(this.#options.client, kept.ask.profileId, kept.key)
    } catch {
      return { outcome: 'unheard' }
    }
    if (found === null) return whenMissing()
    return found === 'member_gone' ? this.#forget(kept, found) : this.#done(kept, found)
  }

  async #forget(kept: Kept, outcome: 'never_done' | 'member_gone'): Promise<Became> {
    this.#release(kept)
    return { outcome }
  }

  async #done(kept: Kept, answer: Answer): Promise<Became> {
    const isOfEarlierSale = this.#isOfEarlierSale(kept)
    // Told first: forgotten first, a page that closes here would have taken value that the POS never hears of.
    let told: Telling | null
    try {
      told = await this.#options.onDone({ ask: kept.ask, answer, isOfEarlierSale })
    } catch {
      told = 'failed'
    }
    this.#release(kept)
    return { outcome: 'done', answer, told, isOfEarlierSale }
  }

  #hearError(kept: Kept, error: unknown, time: 'first' | 'again'): Became {
    const mayHaveHappened = !(error instanceof ClientError) || error.mayHaveHappened
    // A repeat that was not let in, or came when there was too much to do, says nothing of the time before.
    const isOfThisTimeAlone = time === 'again' && !(error instanceof RefusedError)
    if (mayHaveHappened || isOfThisTimeAlone) return { outcome: 'unheard' }
    this.#release(kept)
    return { outcome: 'refused', error }
  }

  #release({ key }: Kept): void {
    this.#options.kept.release(key)
  }

  #isOfEarlierSale({ openingId }: Kept): boolean {
    return openingId !== this.#options.openingId
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
