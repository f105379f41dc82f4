// The till, as the screens hold it: one snapshot to show, and desks with everything that can be done. Verbs answer with an
// outcome and never throw; what they change is in the next snapshot, and in the journal before that.
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import type { TillEvent } from '@tillside/pos-sdk/checkout/till'
import type { Permission } from '@tillside/rules/roles'
import { instant, minuteMs } from '@tillside/rules/time'

import type { Catalogue } from '../catalogue/catalogue.ts'
import { MemberDesk } from '../members/member-desk.ts'
import { ReceiptDesk } from '../receipts/receipt-desk.ts'
import { ReturnDesk } from '../returns/return-desk.ts'
import { Scans } from '../scan/scans.ts'
import { Selling } from '../selling/selling.ts'
import { Paying } from '../tenders/paying.ts'
import type { SimulatedTerminal } from '../terminal/simulated-terminal.ts'
import { DayDesk } from '../totals/day-desk.ts'
import { BenefitNotes } from './benefit-notes.ts'
import { Core } from './core.ts'
import type { TillDevice } from './device.ts'
import type { GivenBackNote } from './live.ts'
import { closeParts, keepMs, type TillParts } from './parts.ts'
import type { TillSnapshot } from './snapshot.ts'
import { StaffNames } from './staff-names.ts'

const catalogueMs = 30 * minuteMs

/** Events after which the customer's balance is another than was shown. */
const movesValue: ReadonlySet<string> = new Set(['redemptionTaken', 'redemptionRefused', 'redemptionUndone'])
/** Events after which the receipt has more to say. */
const confirms: ReadonlySet<string> = new Set(['saleRecorded', 'shareReturned'])

export class TillRuntime {
  readonly selling: Selling
  readonly members: MemberDesk
  readonly paying: Paying
  readonly scans: Scans
  readonly returns: ReturnDesk
  readonly receipts: ReceiptDesk
  readonly day: DayDesk
  readonly #core: Core
  readonly #endings: (() => void)[] = []
  readonly #closing = new AbortController()
  #closed: Promise<void> | null = null

  private constructor(core: Core) {
    this.#core = core
    this.selling = new Selling(core)
    this.members = new MemberDesk(core)
    this.receipts = new ReceiptDesk(core, this.members)
    const desks = { selling: this.selling, members: this.members }
    this.scans = new Scans(core, desks)
    this.returns = new ReturnDesk(core, desks)
    this.paying = new Paying(core, {
      onClosed: (checkout) => this.receipts.show(checkout),
      mayPayOut: (checkout) => this.returns.check(checkout),
    })
    this.day = new DayDesk(core, { returns: this.returns })
  }

  /**
   * Takes up what the journal holds: the same sale is in hand, the terminal is asked what nobody heard, a sale that was paid to
   * the end is closed, and scans that waited wait on. The parts are closed where it cannot.
   */
  static async open(parts: TillParts): Promise<TillRuntime> {
    try {
      return await TillRuntime.#takeUp(parts)
    } catch (error) {
      await closeParts(parts).catch(() => {})
      throw error
    }
  }

  static async #takeUp(parts: TillParts): Promise<TillRuntime> {
    const { records, till, clock } = parts
    const [givenBack, staffNames, benefitNotes] = await Promise.all([
      records.list<GivenBackNote | string>('givenBack'),
      StaffNames.open(records),
      BenefitNotes.open(records, () => till.list(), instant(clock.now() - keepMs)),
    ])
    const core = new Core(parts, { givenBack, staffNames, benefitNotes })
    const runtime = new TillRuntime(core)
    runtime.#endings.push(parts.till.subscribe((event) => runtime.#hear(event)))
    await runtime.scans.recover()
    await runtime.paying.recover()
    runtime.receipts.recover()
    runtime.#lookAtCustomers()
    void parts.connection.watch(parts.client, () => void runtime.#onBack())
    if (!parts.isTraining) void runtime.#keepCatalogue()
    return runtime
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => this.#core.subscribe(listener)

  /** The same object until something changes. */
  readonly getSnapshot = (): TillSnapshot => this.#core.getSnapshot()

  get catalogue(): Catalogue {
    return this.#core.parts.catalogue
  }

  /** What the next card payment will do. */
  get terminal(): SimulatedTerminal {
    return this.#core.parts.terminal
  }

  /** Who is signed in, what was approved, or what the retailer allows has changed. */
  setDevice(device: TillDevice): void {
    // Its number stays: practice has one of its own, and no receipt of the shop begins with that.
    const before = this.#core.device.staff?.number
    this.#core.staffNames.note(device.staff)
    this.#core.change({ device: { ...device, number: this.#core.device.number } })
    // Nobody's name may be read before somebody has signed in.
    if (device.staff && device.staff.number !== before) this.#lookAtCustomers()
  }

  /** Whether who is signed in may do it, or somebody has just approved it. */
  may(permission: Permission): boolean {
    return this.#core.may(permission)
  }

  /** Whoever asked a colleague and then leaves it: what was allowed is not for something else. */
  leaveApproval(): void {
    this.#core.leaveApproval()
  }

  /** Calls back once what a colleague has allowed was done or left. */
  onApprovalUsed(listener: () => void): void {
    this.#core.approvalUsed = listener
  }

  /** The till's time: the server's, as well as it is known. */
  now(): number {
    return this.#core.parts.clock.now()
  }

  /** What is open stays in the journal. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    for (const end of this.#endings) end()
    this.#closing.abort()
    this.#core.close()
    await closeParts(this.#core.parts)
  }

  #hear(event: TillEvent): void {
    if (event.name !== 'changed') return
    if (confirms.has(event.event.name)) void this.receipts.confirm(event.checkout)
    if (movesValue.has(event.event.name)) this.#lookAgain(event.checkout)
  }

  #lookAtCustomers(): void {
    const customers = this.#core.live.list().flatMap(({ customer }) => customer?.profileId ?? [])
    for (const profileId of new Set(customers)) void this.members.look(profileId)
  }

  #lookAgain({ customer }: Checkout): void {
    if (customer) void this.members.look(customer.profileId)
  }

  /** Prices change: what is sold is asked for when the till opens, and every half hour from then on. */
  async #keepCatalogue(): Promise<void> {
    const { catalogue, client, clock } = this.#core.parts
    while (!this.#closing.signal.aborted) {
      await catalogue.refresh(client)
      await clock.sleep(catalogueMs, this.#closing.signal)
    }
  }

  async #onBack(): Promise<void> {
    await this.day.drain()
    await this.catalogue.refresh(this.#core.parts.client)
  }
}
