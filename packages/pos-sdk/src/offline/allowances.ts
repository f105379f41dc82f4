// What this till may redeem without the server. The server hands it out ahead of time and bounds it; the till spends only
// within it. What was spent is counted from the journal alone: it cannot be forgotten, whatever becomes of the shelf.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { type Instant, parseUtc } from '@tillside/rules/time'

import type { Book } from '../checkout/book.ts'
import type { AllowanceSpend, Wish } from '../checkout/state.ts'
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
  #last: Promise<unknown> = Promise.resolve()

  private constructor(around: Surroundings, book: Book, kept: readonly KeptAllowance[]) {
    this.#around = around
    this.#book = book
    this.#kept = new Map(kept.map((allowance) => [allowance.profileId, allowance]))
  }

  static async open(around: Surroundings, book: Book): Promise<Allowances> {
    const text = await around.shelf.read().catch(() => null)
    return new Allowances(around, book, readKept(text))
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
  spend<T>(profileId: string, wish: Wish, write: (allowance: KeptAllowance) => Promise<T>): Promise<T> | undefined {
    const allowance = this.#kept.get(profileId)
    const { amountMinor, benefits = [] } = wish
    if (!allowance || amountMinor === null || benefits.length > 0 || !this.#isWithin(allowance, amountMinor))
      return undefined
    const underWay = { allowanceId: allowance.id, amountMinor }
    this.#underWay.add(underWay)
    return write(allowance).finally(() => this.#underWay.delete(underWay))
  }

  #isWithin(allowance: KeptAllowance, amountMinor: number): boolean {
    const now = this.#around.client.serverNow()
    const spent = this.#spent(allowance.id)
    const underWay = [...this.#underWay].filter(({ allowanceId }) => allowanceId === allowance.id)
    const minorUnderWay = underWay.reduce((sum, spend) => sum + spend.amountMinor, 0)
    return (
      now >= allowance.validFrom &&
      now < allowance.validUntil &&
      amountMinor <= allowance.perSaleMinor &&
      spent.count + underWay.length < allowance.count &&
      spent.minor + minorUnderWay + amountMinor <= allowance.totalMinor
    )
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
      const allowance = toKept(granted, this.#around.currency)
      this.#kept.set(profileId, allowance)
      await this.#save()
      return allowance
    } catch (error) {
      if (error instanceof RefusedError) return null
      throw error
    }
  }

  /** Says that nothing more will come of these: at the end of the day. What was set aside goes back to the member. */
  async finish(profileIds: readonly string[] = [...this.#kept.keys()]): Promise<void> {
    for (const profileId of profileIds) {
      const allowance = this.#kept.get(profileId)
      if (!allowance || this.#spent(allowance.id).hasUnreported) continue
      const { id, signature } = allowance
      const body = { signature, spends: [], is_final: true }
      await this.#around.client.allowances.report(id, body, { key: `${id}-final` })
      this.#kept.delete(profileId)
      await this.#save()
    }
  }

  async #finishIfOver(profileId: string): Promise<void> {
    const allowance = this.#kept.get(profileId)
    if (!allowance) return
    const spent = this.#spent(allowance.id)
    const isUsedUp = spent.count >= allowance.count || spent.minor >= allowance.totalMinor
    if (isUsedUp || this.#around.client.serverNow() >= allowance.validUntil) await this.finish([profileId])
  }

  #spent(allowanceId: string): { count: number; minor: number; hasUnreported: boolean } {
    const spends = this.#book
      .list()
      .flatMap(({ attempts }) => attempts)
      .filter(({ allowance, status }) => allowance?.id === allowanceId && isSpent(allowance, status))
    return {
      count: spends.length,
      minor: spends.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
      hasUnreported: spends.some(({ allowance }) => allowance?.reportedAt === null),
    }
  }

  #save(): Promise<void> {
    const text = JSON.stringify([...this.#kept.values()])
    this.#last = this.#last.then(() => this.#around.shelf.write(text)).catch(() => {})
    return this.#last as Promise<void>
  }
}

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
})

/** What cannot be read is forgotten: the server hands out the same ones again while they are open. */
function readKept(text: string | null): KeptAllowance[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.filter((allowance) => typeof allowance?.signature === 'string') : []
  } catch {
    return []
  }
}
