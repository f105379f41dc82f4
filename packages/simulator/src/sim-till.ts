// A till: its disk, its clock that is wrong by minutes, the process that runs on it and dies, and the cashier in front.
import { createClient } from '@tillside/pos-sdk/client/client'
import type { Recovery } from '@tillside/pos-sdk/checkout/recover'
import { Till, type TillEvent } from '@tillside/pos-sdk/checkout/till'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { JournalError, type JournalStorage } from '@tillside/pos-sdk/ports/storage'
import { minuteMs, secondMs } from '@tillside/rules/time'

import { Disk } from './disk.ts'
import type { Paper } from './paper.ts'
import type { Random } from './random.ts'
import { type ShopDatabase, tenant, tillToken } from './shop-database.ts'
import { Life } from './till-life.ts'
import type { Wire } from './wire.ts'
import { PromiseBroken, type World } from './world.ts'

/** What surrounds the till, changed from outside, to prove that the simulator notices. */
export interface Mutation {
  readonly storage?: (storage: JournalStorage) => JournalStorage
  readonly network?: (network: Network, till: () => Till | null) => Network
}

interface Surroundings {
  readonly world: World
  readonly wire: Wire
  readonly shop: ShopDatabase
  readonly paper: Paper
  readonly mutation: Mutation
  /** What the cashier does, as long as the till lives. */
  readonly serve: (till: SimTill, running: Till, life: Life) => Promise<void>
}

const skewMsMax = 4 * minuteMs
const offMs: readonly [number, number] = [2 * secondMs, 150 * secondMs]

export class SimTill {
  readonly name: string
  readonly random: Random
  readonly disk: Disk
  readonly #around: Surroundings
  #skewMs: number
  #life: Life | null = null
  #running: Till | null = null
  #lives = 0
  #receipts = 0

  constructor(name: string, around: Surroundings) {
    this.name = name
    this.#around = around
    this.random = around.world.random.fork(name)
    this.disk = new Disk(around.world, this.random.fork('disk'))
    this.#skewMs = this.random.between(-skewMsMax, skewMsMax)
  }

  get running(): Till | null {
    return this.#running
  }

  get isAlive(): boolean {
    return this.#life !== null
  }

  nextReceiptRef(): string {
    return `${this.name.replace(' ', '')}-${(this.#receipts += 1)}`
  }

  setClock(): void {
    this.#skewMs = this.random.between(-skewMsMax, skewMsMax)
  }

  start(): void {
    if (this.#life) return
    const { world } = this.#around
    this.#lives += 1
    const life = new Life(world, this.random.fork(`life ${this.#lives}`), () => this.#skewMs)
    this.#life = life
    world.note(`${this.name} starts`)
    void this.#live(life)
  }

  /** The process dies, and is started again after a while. */
  kill(): void {
    this.#end('dies')
  }

  /** For good. */
  switchOff(): void {
    this.#life?.end()
    this.#life = null
    this.#running = null
  }

  #end(words: string): void {
    if (!this.#life) return
    this.switchOff()
    this.#around.world.note(`${this.name} ${words}`)
    this.#around.world.timeline.after(this.random.between(...offMs), () => this.start())
  }

  async #live(life: Life): Promise<void> {
    const { world, serve } = this.#around
    try {
      const { till, recovery } = await this.#open(life)
      if (life.isOver) return
      this.#running = till
      till.subscribe((event) => this.#see(event, life))
      this.#tellRecovery(till, recovery)
      await serve(this, till, life)
    } catch (error) {
      if (life.isOver) return
      if (error instanceof JournalError && error.code === 'journal_not_written') {
        this.#end(`cannot start: ${error.message}`)
      } else if (error instanceof PromiseBroken) {
        world.breaks(error.message)
      } else {
        world.breaks(`${this.name} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      }
    }
  }

  async #open(life: Life): Promise<{ till: Till; recovery: Recovery }> {
    const { wire, world, shop, mutation } = this.#around
    const kill = (): void => this.kill()
    const { clock, chance } = life
    const network = wire.networkFor({ name: this.name, life, kill })
    const storage = this.disk.storageFor(life, kill)
    const client = createClient({
      baseUrl: 'http://loyalty.example.com',
      token: () => tillToken,
      network: mutation.network?.(network, () => this.#running) ?? network,
      clock,
      chance,
      dialect: world.mode.dialect,
    })
    return Till.open({
      client,
      storage: mutation.storage?.(storage) ?? storage,
      clock,
      chance,
      store: { currency: tenant.currency, timezone: tenant.timeZone, locationId: shop.locationId },
    })
  }

  #see(event: TillEvent, life: Life): void {
    const { world } = this.#around
    if (life.isOver) return
    if (event.name === 'changed') {
      const { receiptRef, state } = event.checkout
      world.note(`${this.name}: ${receiptRef} ${event.event.name}, is ${state}`)
    } else if (event.name === 'trouble') {
      const { kind, receiptRef, message } = event.trouble
      world.note(`${this.name}: trouble with ${receiptRef}, ${kind}: ${message}`)
      if (kind === 'unexpected' || kind === 'forbidden') world.breaks(`${this.name} met a fault of its own: ${message}`)
    }
  }

  /** What was printed before it died must be in its journal, whatever it forgot. */
  #tellRecovery(till: Till, { checkouts, repairs }: Recovery): void {
    const { world, paper } = this.#around
    for (const { message } of repairs) world.note(`${this.name} mended its journal: ${message}`)
    for (const { receiptRef, state, became } of checkouts) {
      world.note(`${this.name} found ${receiptRef}, which is ${state}: ${became}`)
    }
    for (const { receipt, isVoid } of paper.ofTill(this.name)) {
      const kept = till.find(receipt.receiptRef)?.current
      if (!kept?.receipt)
        throw new PromiseBroken(`${this.name} has forgotten ${receipt.receiptRef}, which it printed (P2)`)
      if (isVoid && !kept.isVoidAsked)
        throw new PromiseBroken(`${this.name} has forgotten that ${receipt.receiptRef} is void (P2)`)
    }
    for (const checkout of till.list()) paper.see(checkout, this.name)
  }
}
