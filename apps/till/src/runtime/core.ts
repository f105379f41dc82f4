// What all desks of the till share: the sale in hand, the facts that no journal holds, and one way to do things, in which what
// is thrown becomes a refusal and no two changes of a basket overtake each other.
import type { Basket } from '@tillside/pos-sdk/checkout/basket'
import type { EventName } from '@tillside/pos-sdk/checkout/events'
import type { Checkout, Customer } from '@tillside/pos-sdk/checkout/state'
import type { TillEvent } from '@tillside/pos-sdk/checkout/till'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Permission } from '@tillside/rules/roles'

import { nextReceiptNumber } from '../receipts/numbering.ts'
import type { BenefitNotes } from './benefit-notes.ts'
import { mayOn, type TillDevice } from './device.ts'
import { type Facts, factsAtFirst, toSnapshot } from './facts.ts'
import { refusalOf } from './guard.ts'
import { type GivenBackNote, isInHand, Live } from './live.ts'
import type { TillParts } from './parts.ts'
import { share } from './share.ts'
import type { TillSnapshot } from './snapshot.ts'
import type { StaffNames } from './staff-names.ts'

/** Numbers that the journal knows already: only where the browser forgot them, and not the journal. */
const numbersTriedMax = 50

/** What was read from the records. */
interface Remembered {
  readonly givenBack: readonly (GivenBackNote | string)[]
  readonly staffNames: StaffNames
  readonly benefitNotes: BenefitNotes
}

export class Core {
  readonly parts: TillParts
  readonly live: Live
  readonly staffNames: StaffNames
  readonly benefitNotes: BenefitNotes
  readonly #listeners = new Set<() => void>()
  #facts: Facts
  #snapshot: TillSnapshot | null = null
  #isStale = true
  #last: Promise<unknown> = Promise.resolve()
  /** Told once what a colleague has allowed is over, so that the page does not find it again. */
  approvalUsed: () => void = () => {}
  readonly #endings: (() => void)[]

  constructor(parts: TillParts, { givenBack, staffNames, benefitNotes }: Remembered) {
    this.parts = parts
    this.staffNames = staffNames
    this.benefitNotes = benefitNotes
    staffNames.note(parts.device.staff)
    this.live = new Live(parts.till, givenBack)
    const current = this.#inHandAtFirst()
    const chosen = benefitNotes.chosenFor(current === null ? undefined : this.live.find(current))
    this.#facts = { ...factsAtFirst(parts.device, current), chosen }
    this.#endings = [parts.till.subscribe((event) => this.#hear(event)), parts.connection.subscribe(() => this.#tell())]
  }

  get facts(): Facts {
    return this.#facts
  }

  get device(): TillDevice {
    return this.#facts.device
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  getSnapshot(): TillSnapshot {
    if (this.#snapshot && !this.#isStale) return this.#snapshot
    this.#isStale = false
    this.#snapshot = share(this.#snapshot, toSnapshot(this, this.#facts))
    return this.#snapshot
  }

  change(after: Partial<Facts>): void {
    if (after.chosen?.length === 0) this.benefitNotes.forget()
    this.#facts = { ...this.#facts, ...after }
    this.#tell()
  }

  may(permission: Permission): boolean {
    return mayOn(this.device, permission, this.parts.clock.now())
  }

  /**
   * Does what not everybody may. What a colleague has allowed is for one act: it is taken before, so that no second one comes in
   * between, and given back where nothing came of it.
   */
  async permitted<T>(permission: Permission, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (!this.may(permission)) return refuse('permission_missing')
    const { staff, approval } = this.device
    if (staff?.permissions.includes(permission) === true) return work()
    this.change({ device: { ...this.device, approval: null } })
    const done = await work()
    if (done.ok) this.approvalUsed()
    else if (this.device.approval === null) this.change({ device: { ...this.device, approval } })
    return done
  }

  /** What was allowed is not done: nobody is asked for it later. */
  leaveApproval(): void {
    if (this.device.approval === null) return
    this.change({ device: { ...this.device, approval: null } })
    this.approvalUsed()
  }

  /** The sale in hand; undefined between two. */
  current(): TillCheckout | undefined {
    const { current } = this.#facts
    return current === null ? undefined : this.parts.till.find(current)
  }

  /** A refusal, or what is thrown, leaves everything as it was. */
  async attempt<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (this.#facts.isElsewhere) return refuse('another_tab')
    try {
      const done = await work()
      if (done.ok && this.#facts.isDiskFull) this.change({ isDiskFull: false })
      return done
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.code === 'disk_full') this.change({ isDiskFull: true })
      if (refusal.code === 'another_tab') this.change({ isElsewhere: true })
      return { ok: false, refusal }
    }
  }

  /** The same, one after the other: a change is made to what the one before it has left. Nothing in it waits for a customer. */
  inTurn<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const turn = this.#last.then(() => this.attempt(work))
    this.#last = turn
    return turn
  }

  /**
   * Resolves when the journal has it: what has to be said to the server is said meanwhile, and the next customer does not wait
   * for that.
   */
  written(sale: TillCheckout, name: EventName, command: () => Promise<Outcome<Checkout>>): Promise<Outcome<Checkout>> {
    return new Promise((resolve, reject) => {
      const end = this.parts.till.subscribe((event) => {
        const isIt =
          event.name === 'changed' && event.checkout.receiptRef === sale.receiptRef && event.event.name === name
        if (isIt) resolve(accept(event.checkout))
      })
      void command().then(resolve, reject).finally(end)
    })
  }

  /** Begins a sale under a new number, and takes it in hand. */
  async begin(given: { basket?: Pick<Basket, 'lines'>; customer?: Customer } = {}): Promise<Outcome<TillCheckout>> {
    const { records, till, clock } = this.parts
    const { number, shop } = this.device
    const numbering = { records, till: number, timezone: shop.timezone, now: () => clock.now() }
    for (let tried = 0; tried < numbersTriedMax; tried += 1) {
      const begun = await till.begin({ receiptRef: await nextReceiptNumber(numbering), ...given })
      if (begun.ok) {
        this.change({ current: begun.value.receiptRef, chosen: [], lastReceipt: null })
        return begun
      }
      if (begun.refusal.code !== 'receipt_ref_taken') return begun
    }
    return refuse('failed', { details: { message: 'No new receipt number could be found.' } })
  }

  close(): void {
    for (const end of this.#endings) end()
    this.#listeners.clear()
  }

  /** What was being paid comes before what was begun last. */
  #inHandAtFirst(): string | null {
    const open = this.live.list().filter(isInHand)
    const chosen = open.findLast(({ state }) => state === 'paying') ?? open.at(-1)
    return chosen?.receiptRef ?? null
  }

  #hear(event: TillEvent): void {
    if (event.name === 'changed') this.#note(event.checkout)
    if (event.name === 'trouble' && event.trouble.kind === 'journal') this.change({ isDiskFull: true })
    this.#tell()
  }

  #note(checkout: Checkout): void {
    this.live.note(checkout)
    const waiting = this.live.list().filter(({ state }) => state === 'settled').length
    const { backlog, current } = this.#facts
    const isOver = checkout.receiptRef === current && !isInHand(checkout)
    if (isOver) this.benefitNotes.forget()
    this.#facts = {
      ...this.#facts,
      backlog: waiting === 0 ? 0 : Math.max(waiting, backlog),
      ...(isOver ? { current: null, chosen: [] } : {}),
    }
  }

  #tell(): void {
    this.#isStale = true
    for (const listener of this.#listeners) listener()
  }
}
