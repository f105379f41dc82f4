// What this till may redeem without the server. The server hands it out ahead of time and bounds it; the till spends only
// within it. What was spent is counted from the journal alone: it cannot be forgotten, whatever becomes of the shelf.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { type Instant, minuteMs } from '@tillside/rules/time'

import type { Book } from '../checkout/book.ts'
import { isThere } from '../checkout/perform.ts'
import type { Wish } from '../checkout/state.ts'
import type { Client } from '../client/client.ts'
import { RefusedError } from '../client/errors.ts'
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import type { Shelf } from '../ports/shelf.ts'
import { AllowanceShelf } from './allowance-shelf.ts'
import { type KeptAllowance, toKept } from './kept-allowance.ts'
import { type Spent, spentFrom } from './spent.ts'

/** Where the retailer has switched it off the answer is the same for every member, until the switch is turned. */
const offMs = 15 * minuteMs

interface OfflineOptions {
  /** Where the till keeps its leave. */
  readonly shelf: Shelf
  /** The till, by a name that it keeps and no other till has. */
  readonly device: string
}

interface TillAround {
  readonly client: Client
  readonly clock: Clock
  readonly chance: Chance
  readonly currency: string
}

type Surroundings = OfflineOptions & TillAround

type Granted = Awaited<ReturnType<Client['allowances']['grant']>>

/** How a till that redeems without the server comes to its allowances. */
export type OpenAllowances = (around: TillAround, book: Book) => Promise<Allowances>

/** What `Till.open` takes as `offline`. An entry of its own, so that a till without it does not load this. */
export const redeemOffline =
  (options: OfflineOptions): OpenAllowances =>
  (around, book) =>
    Allowances.open({ ...around, ...options }, book)

export class Allowances {
  readonly #around: Surroundings
  readonly #book: Book
  readonly #kept: AllowanceShelf
  readonly #underWay = new Set<{ readonly allowanceId: string; readonly amountMinor: number }>()
  /** For each member what is being asked for or ended: one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** When the server last said that redeeming offline is switched off. */
  #offAt: Instant | null = null

  private constructor(around: Surroundings, book: Book, kept: AllowanceShelf) {
    this.#around = around
    this.#book = book
    this.#kept = kept
  }

  static async open(around: Surroundings, book: Book): Promise<Allowances> {
    return new Allowances(around, book, await AllowanceShelf.open(around, book))
  }

  /** What the till holds for a member, and what is left of it in minor units. What is being ended is held no more. */
  find(profileId: string): { readonly allowance: KeptAllowance; readonly leftMinor: number } | undefined {
    const allowance = this.#kept.of(profileId).findLast(({ isEnding }) => !isEnding)
    if (!allowance) return undefined
    // An amount that no spend is left for, or no time, is not to be offered to anybody.
    return {
      allowance,
      leftMinor: this.#isOver(allowance) ? 0 : allowance.totalMinor - this.#spent(allowance.id).minor,
    }
  }

  /**
   * Spends the wish from the member's allowance, if that allows it now; undefined when it does not. What is being written
   * down counts already, so that two checkouts at once cannot spend the same.
   */
  spend<T>(
    profileId: string,
    wish: Wish,
    write: (allowance: KeptAllowance, spentAt: Instant) => Promise<T>,
  ): Promise<T> | undefined {
    const { allowance } = this.find(profileId) ?? {}
    const now = this.#kept.serverNow()
    const { amountMinor } = wish
    if (!allowance || now === null || amountMinor === null || !isKeptTo(wish)) return undefined
    if (!this.#isWithin(allowance, amountMinor, now)) return undefined
    const underWay = { allowanceId: allowance.id, amountMinor }
    this.#underWay.add(underWay)
    return write(allowance, now).finally(() => this.#underWay.delete(underWay))
  }

  #isWithin(allowance: KeptAllowance, amountMinor: number, now: Instant): boolean {
    const spent = this.#spent(allowance.id)
    const underWay = this.#underWayOf(allowance.id)
    const minorUnderWay = underWay.reduce((sum, spend) => sum + spend.amountMinor, 0)
    return (
      now >= allowance.validFrom &&
      now < allowance.validUntil &&
      amountMinor <= allowance.perSaleMinor &&
      spent.count + underWay.length < allowance.count &&
      spent.minor + minorUnderWay + amountMinor <= allowance.totalMinor
    )
  }

  #underWayOf(id: string): { readonly amountMinor: number }[] {
    return [...this.#underWay].filter(({ allowanceId }) => allowanceId === id)
  }

  /** The latest that the server's clock is known to have shown. */
  serverTimeHeard(): Instant {
    return this.#kept.serverTimeHeard()
  }

  /**
   * Asks the server for leave, while it is there: for a member who comes often. What is over or used up is reported first. Where
   * the retailer reserves, the value leaves the balance until `finish`; this till spends it all the same. Null: the
   * retailer does not allow it, or not now; where it is switched off the server is asked once in a quarter of an hour. Throws a `RefusedError` with `device_taken` when another till has this one's name.
   */
  refresh(profileId: string): Promise<KeptAllowance | null> {
    return this.#inTurn(profileId, async () => {
      for (const allowance of this.#kept.of(profileId)) if (this.#isOver(allowance)) await this.#end(allowance)
      if (this.#isOff()) return null
      const { client, clock, chance, device } = this.#around
      try {
        const granted = await client.allowances.grant(profileId, { device }, { key: chance.newId() })
        const allowance = this.#lessUnknown(granted)
        this.#kept.put(allowance)
        await this.#kept.save().catch(() => {})
        return allowance
      } catch (error) {
        // Two tills of one name: that does not pass by itself, so somebody has to hear of it.
        if (!(error instanceof RefusedError) || error.code === 'device_taken') throw error
        if (error.code === 'offline_off') this.#offAt = clock.now()
        return null
      }
    })
  }

  #isOff(): boolean {
    if (this.#offAt === null) return false
    const sinceMs = this.#around.clock.now() - this.#offAt
    return sinceMs >= 0 && sinceMs < offMs
  }

  /** Without what the server was told of and this journal knows nothing of: a till of this name spent it before. */
  #lessUnknown(granted: Granted): KeptAllowance {
    const { currency } = this.#around
    const allowance = toKept(granted, currency)
    const { toldCount, toldMinor } = this.#spent(granted.id)
    const spentMinor = minorRoundedFromMajor(granted.spent, currency) ?? 0
    return {
      ...allowance,
      count: allowance.count - Math.max(0, granted.spent_count - toldCount),
      totalMinor: allowance.totalMinor - Math.max(0, spentMinor - toldMinor),
    }
  }

  /**
   * Says that nothing more will come of these: at the end of the day, once `till.drain` is done. What was set aside goes back to
   * the member. Answers those that have to wait, since a spend of theirs is still to be reported: they are ended by
   * the next `finish`, or when the member's next is asked for and their time is over.
   */
  async finish(profileIds?: readonly string[]): Promise<readonly KeptAllowance[]> {
    const members = new Set(profileIds ?? this.#kept.list().map(({ profileId }) => profileId))
    for (const profileId of members) {
      await this.#inTurn(profileId, async () => {
        for (const allowance of this.#kept.of(profileId)) await this.#end(allowance)
      })
    }
    return this.#kept.list().filter(({ profileId }) => members.has(profileId))
  }

  /** Puts what is set aside for the member back into the balance. Only when the server is there: else it stays to be spent without it. */
  async putBack(profileId: string): Promise<void> {
    if (await isThere(this.#around.client)) await this.finish([profileId])
  }

  /** That it ends is on the shelf before the server hears of it: its answer may be lost, and nothing may be spent after it. */
  async #end(allowance: KeptAllowance): Promise<void> {
    const { id } = allowance
    if (this.#spent(id).hasUnreported || this.#underWayOf(id).length > 0) return
    this.#kept.put({ ...allowance, isEnding: true })
    await this.#kept.save()
    await this.#sayEnd(allowance)
    this.#kept.drop(id)
    await this.#kept.save().catch(() => {})
  }

  /** One that the server will not hear of any more is over as well. */
  async #sayEnd({ id, signature }: KeptAllowance): Promise<void> {
    const body = { signature, spends: [], is_final: true }
    try {
      await this.#around.client.allowances.report(id, body, { key: `${id}-final` })
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code === null) throw error
    }
  }

  #isOver({ id, count, totalMinor, isEnding, validUntil }: KeptAllowance): boolean {
    const spent = this.#spent(id)
    const isUsedUp = spent.count >= count || spent.minor >= totalMinor
    return isEnding || isUsedUp || (this.#kept.serverNow() ?? 0) >= validUntil
  }

  #spent(allowanceId: string): Spent {
    return spentFrom(this.#book, allowanceId)
  }

  /** An answer that was long on its way must not bring back what was ended meanwhile. */
  #inTurn<T>(profileId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(profileId) ?? Promise.resolve()).then(work)
    this.#turns.set(
      profileId,
      turn.catch(() => {}),
    )
    return turn
  }
}

/** An allowance is of rewards and points, in the server's order; what the customer chose otherwise is for the server. */
const isKeptTo = ({ strategies, benefits = [] }: Wish): boolean =>
  benefits.length === 0 && (strategies === undefined || strategies.join() === 'rewards,points')
