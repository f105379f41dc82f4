// What this till may redeem without the server. The server hands it out ahead of time and bounds it; the till spends only
// within it. What was spent is counted from the journal alone: it cannot be forgotten, whatever becomes of the shelf.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { type Instant, instant, parseUtc } from '@tillside/rules/time'

import type { Book } from '../checkout/book.ts'
import type { AllowanceSpend, Attempt, Wish } from '../checkout/state.ts'
import type { Client } from '../client/client.ts'
import { RefusedError } from '../client/errors.ts'
import type { Chance } from '../ports/chance.ts'
import type { Shelf } from '../ports/shelf.ts'

export interface KeptAllowance {
  readonly id: string
  readonly profileId: string
  readonly signature: string
  /** Most spends, and in minor units most of one sale and of all together. */
  readonly count: number
  readonly perSaleMinor: number
  readonly totalMinor: number
  /** By the server's clock. */
  readonly validFrom: Instant
  readonly validUntil: Instant
  /** The server was told, or is about to be, that nothing more comes of it: nothing is spent from it any more. */
  readonly isEnding: boolean
}

interface Shelved {
  readonly allowances: readonly KeptAllowance[]
  /** The latest that the server's clock is known to have shown. */
  readonly serverTime: Instant
}

interface Surroundings {
  readonly client: Client
  readonly shelf: Shelf
  readonly chance: Chance
  readonly currency: string
  /** The till, by a name that it keeps. */
  readonly device: string
}

type Granted = Awaited<ReturnType<Client['allowances']['grant']>>

export class Allowances {
  readonly #around: Surroundings
  readonly #book: Book
  readonly #kept: Map<string, KeptAllowance>
  readonly #underWay = new Set<{ readonly allowanceId: string; readonly amountMinor: number }>()
  #serverTime: Instant
  #last: Promise<unknown> = Promise.resolve()

  private constructor(around: Surroundings, book: Book, { allowances, serverTime }: Shelved) {
    this.#around = around
    this.#book = book
    this.#serverTime = serverTime
    this.#kept = new Map(allowances.map((allowance) => [allowance.profileId, allowance]))
  }

  static async open(around: Surroundings, book: Book): Promise<Allowances> {
    const text = await around.shelf.read().catch(() => null)
    return new Allowances(around, book, readShelved(text))
  }

  /** What the till holds for a member, and what is left of it in minor units. */
  find(profileId: string): { readonly allowance: KeptAllowance; readonly leftMinor: number } | undefined {
    const allowance = this.#kept.get(profileId)
    return allowance && { allowance, leftMinor: allowance.totalMinor - this.#spent(allowance.id).minor }
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
    const allowance = this.#kept.get(profileId)
    const { amountMinor, benefits = [] } = wish
    if (!allowance || amountMinor === null || benefits.length > 0 || !this.#isWithin(allowance, amountMinor))
      return undefined
    const underWay = { allowanceId: allowance.id, amountMinor }
    this.#underWay.add(underWay)
    return write(allowance, this.#serverNow()).finally(() => this.#underWay.delete(underWay))
  }

  #isWithin(allowance: KeptAllowance, amountMinor: number): boolean {
    const now = this.#serverNow()
    const spent = this.#spent(allowance.id)
    const underWay = this.#underWayOf(allowance.id)
    const minorUnderWay = underWay.reduce((sum, spend) => sum + spend.amountMinor, 0)
    return (
      !allowance.isEnding &&
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

  /** The server's time as well as the till knows it: never before what it is known to have been, also after a restart. */
  #serverNow(): Instant {
    return instant(Math.max(this.serverTimeHeard(), this.#around.client.serverNow()))
  }

  /** The latest that the server's clock is known to have shown. */
  serverTimeHeard(): Instant {
    const attempts = this.#book.list().flatMap((checkout) => checkout.attempts)
    const heard = attempts.map(({ takenAt }) => takenAt ?? 0)
    this.#serverTime = instant(Math.max(this.#serverTime, ...heard))
    return this.#serverTime
  }

  /**
   * Asks the server for leave, while it is there: after a scan, for a member who comes often. What is over or used up is
   * reported first. Null: the retailer does not allow it, or not now.
   */
  async refresh(profileId: string): Promise<KeptAllowance | null> {
    await this.#finishIfOver(profileId)
    const { client, chance, device } = this.#around
    try {
      const granted = await client.allowances.grant(profileId, { device }, { key: chance.newId() })
      const allowance = this.#lessUnknown(granted)
      this.#kept.set(profileId, allowance)
      this.#noteServerTime()
      await this.#save().catch(() => {})
      return allowance
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      this.#noteServerTime()
      return null
    }
  }

  /** Without what the server was told of and this journal knows nothing of: another till of this name spent it. */
  #lessUnknown(granted: Granted): KeptAllowance {
    const allowance = toKept(granted, this.#around.currency)
    const { toldCount, toldMinor } = this.#spent(granted.id)
    const spentMinor = minor(granted.spent, this.#around.currency)
    return {
      ...allowance,
      count: allowance.count - Math.max(0, granted.spent_count - toldCount),
      totalMinor: allowance.totalMinor - Math.max(0, spentMinor - toldMinor),
    }
  }

  #noteServerTime(): void {
    this.#serverTime = instant(Math.max(this.#serverTime, this.#around.client.serverNow()))
  }

  /**
   * Says that nothing more will come of these: at the end of the day. What was set aside goes back to the member. That it
   * ends is on the shelf before the server hears of it: its answer may be lost, and nothing may be spent after it.
   */
  async finish(profileIds: readonly string[] = [...this.#kept.keys()]): Promise<void> {
    for (const profileId of profileIds) {
      const allowance = this.#kept.get(profileId)
      if (!allowance || this.#spent(allowance.id).hasUnreported || this.#underWayOf(allowance.id).length > 0) continue
      this.#kept.set(profileId, { ...allowance, isEnding: true })
      await this.#save()
      await this.#sayEnd(allowance)
      this.#kept.delete(profileId)
      this.#noteServerTime()
      await this.#save().catch(() => {})
    }
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

  async #finishIfOver(profileId: string): Promise<void> {
    const allowance = this.#kept.get(profileId)
    if (!allowance) return
    const spent = this.#spent(allowance.id)
    const isUsedUp = spent.count >= allowance.count || spent.minor >= allowance.totalMinor
    if (allowance.isEnding || isUsedUp || this.#serverNow() >= allowance.validUntil) await this.finish([profileId])
  }

  #spent(allowanceId: string) {
    const spends = this.#book
      .list()
      .flatMap(({ attempts }) => attempts)
      .filter(({ allowance, status }) => allowance?.id === allowanceId && isSpent(allowance, status))
    const told = spends.filter(({ allowance }) => allowance?.reportedAt !== null)
    return {
      count: spends.length,
      minor: sumOf(spends),
      toldCount: told.length,
      toldMinor: sumOf(told),
      hasUnreported: spends.some(({ allowance }) => allowance?.reportedAt === null),
    }
  }

  #save(): Promise<void> {
    const shelved: Shelved = { allowances: [...this.#kept.values()], serverTime: this.#serverTime }
    const written = this.#last.then(() => this.#around.shelf.write(JSON.stringify(shelved)))
    this.#last = written.catch(() => {})
    return written
  }
}

const sumOf = (spends: readonly Attempt[]): number => spends.reduce((sum, { totalMinor }) => sum + totalMinor, 0)

/** What the server was told of stays spent, also when its sale was voided since. */
const isSpent = (allowance: AllowanceSpend, status: string): boolean =>
  allowance.reportedAt !== null || status === 'taken'

const minor = (major: number, currency: string): number => minorRoundedFromMajor(major, currency) ?? 0
const moment = (text: string): Instant => parseUtc(text) ?? (0 as Instant)

const toKept = (granted: Granted, currency: string): KeptAllowance => ({
  id: granted.id,
  profileId: granted.profile_id,
  signature: granted.signature,
  count: granted.count,
  perSaleMinor: minor(granted.amount_per_sale, currency),
  totalMinor: minor(granted.amount_total, currency),
  validFrom: moment(granted.valid_from),
  validUntil: moment(granted.valid_until),
  isEnding: false,
})

/** What cannot be read is forgotten: the server hands out the same ones again while they are open. */
function readShelved(text: string | null): Shelved {
  try {
    const { allowances, serverTime } = JSON.parse(text ?? '{}') as Partial<Shelved>
    return {
      allowances: (allowances ?? []).filter((allowance) => typeof allowance?.signature === 'string'),
      serverTime: instant(Number.isSafeInteger(serverTime) ? Number(serverTime) : 0),
    }
  } catch {
    return { allowances: [], serverTime: instant(0) }
  }
}
