// One run: a shop day in which everything fails that its seed says, the healing after it, and the verdict. It is a pure
// function of seed and mode: the same two give the same trace to the letter.
import { isAtRest } from '@tillside/pos-sdk/checkout/work'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { dayMs, minuteMs, secondMs } from '@tillside/rules/time'

import { Backend } from './backend.ts'
import { Cashier } from './cashier.ts'
import { findWrongRows } from './ledger.ts'
import type { Mode } from './mode.ts'
import { drawMembers, issueValue } from './office.ts'
import { type Member, Paper } from './paper.ts'
import type { ShopDatabase } from './shop-database.ts'
import { type Mutation, SimTill } from './sim-till.ts'
import { judgeRun } from './verdict.ts'
import type { FaultName } from './weather.ts'
import { Wire } from './wire.ts'
import { World } from './world.ts'

interface RunResult {
  readonly seed: number
  readonly mode: Mode
  /** What was not as promised; empty when all was. */
  readonly broken: readonly string[]
  readonly steps: number
  readonly faults: ReadonlyMap<FaultName, number>
  readonly trace: readonly string[]
}

interface RunOptions {
  readonly seed: number
  readonly mode: Mode
  readonly mutation?: Mutation
}

/** Healing takes no longer than this, whatever happened. */
const healingMsMax = dayMs
const troubleMs: readonly [number, number] = [1 * secondMs, 20 * secondMs]
const jobsMs = 5 * secondMs
const outageMs: readonly [number, number] = [3 * secondMs, 120 * secondMs]

class Run {
  readonly #world: World
  readonly #shop: ShopDatabase
  readonly #backend: Backend
  readonly #wire: Wire
  readonly #paper = new Paper()
  readonly #members: readonly Member[]
  readonly #tills: readonly SimTill[]
  readonly #stepsOpen: number
  #steps = 0
  #looked = 0
  #workedAt = 0

  constructor({ seed, mode, mutation = {} }: RunOptions, shop: ShopDatabase) {
    this.#shop = shop
    const world = new World(seed, mode)
    this.#world = world
    this.#backend = new Backend(shop, world.timeline, mode)
    this.#wire = new Wire(world, this.#backend)
    this.#members = drawMembers(world.random.fork('members'))
    const counter = { world, paper: this.#paper, members: this.#members }
    const around = { world, wire: this.#wire, shop, paper: this.#paper, mutation }
    const random = world.random.fork('shop')
    this.#tills = Array.from({ length: random.between(2, 4) }, (_, index) => {
      return new SimTill(`till ${index + 1}`, {
        ...around,
        serve: (seat, till, life) => new Cashier(counter, seat, till, life).work(),
      })
    })
    this.#stepsOpen = random.between(60, 120)
  }

  async play(): Promise<Omit<RunResult, 'seed' | 'mode'>> {
    const world = this.#world
    await this.#shop.clear()
    await this.#backend.start()
    try {
      await issueValue({ world, shop: this.#shop, backend: this.#backend, paper: this.#paper }, this.#members)
      for (const till of this.#tills) till.start()
      this.#makeTrouble()
      while (this.#steps < this.#stepsOpen && world.broken.length === 0) await this.#step()
      if (world.broken.length === 0) await this.#heal()
      if (world.broken.length === 0) await this.#judge()
    } finally {
      for (const till of this.#tills) till.switchOff()
      await this.#backend.stop()
    }
    return { broken: world.broken, steps: this.#steps, faults: world.faults, trace: world.trace }
  }

  async #step(): Promise<void> {
    this.#steps += 1
    await this.#world.timeline.step()
    await this.#letTheServerWork()
    if (this.#world.changes === this.#looked) return
    this.#looked = this.#world.changes
    for (const words of await findWrongRows(this.#shop.sql)) this.#world.breaks(`P3, P7: ${words}`)
  }

  /** In the real server every second; here it is looked at after an event, which is the first to notice. */
  async #letTheServerWork(): Promise<void> {
    const { usesHolds, timeline } = this.#world
    if (!usesHolds || !this.#backend.isUp || timeline.now - this.#workedAt < jobsMs) return
    this.#workedAt = timeline.now
    this.#world.changes += 1
    await this.#backend.work()
  }

  /** What befalls by itself, whatever anybody does. */
  #makeTrouble(): void {
    const world = this.#world
    const random = world.random.fork('trouble')
    const befall = async (): Promise<void> => {
      if (!world.isOpen) return
      const till = random.pick(this.#tills)
      if (till.isAlive && world.strikes('till killed at any moment', random)) till.kill()
      if (world.mode.setsClocks && world.strikes('clock set', random)) till.setClock()
      if (world.strikes('disk full', random)) this.#fillDisk(till, random.between(...outageMs))
      if (!world.isNetworkDown && world.strikes('network down', random)) this.#cutNetwork(random.between(...outageMs))
      if (this.#backend.isUp && world.strikes('every database connection dropped', random)) {
        world.note('every connection of the server to its database is dropped')
        await this.#backend.dropConnections()
      }
      world.timeline.after(random.between(...troubleMs), befall)
    }
    world.timeline.after(random.between(...troubleMs), befall)
  }

  #fillDisk(till: SimTill, ms: number): void {
    till.disk.isFull = true
    this.#world.note(`the disk of ${till.name} is full`)
    this.#world.timeline.after(ms, () => {
      till.disk.isFull = false
    })
  }

  #cutNetwork(ms: number): void {
    this.#world.isNetworkDown = true
    this.#world.note('the network is down')
    this.#world.timeline.after(ms, () => {
      this.#world.isNetworkDown = false
    })
  }

  /** All faults end; time passes until everything that can still arrive has, and nothing is left to do. */
  async #heal(): Promise<void> {
    const world = this.#world
    world.calmDown()
    if (!this.#backend.isUp) await this.#backend.start()
    for (const till of this.#tills) {
      till.disk.isFull = false
      till.start()
    }
    const calmAt = world.timeline.now + world.mode.lateMsMax + minuteMs
    const isCalm = (): boolean => world.timeline.now >= calmAt && this.#isAtRest()
    const deadline = world.timeline.now + healingMsMax
    while (world.broken.length === 0 && !isCalm() && world.timeline.now < deadline) await this.#step()
  }

  #isAtRest(): boolean {
    const { dialect } = this.#world.mode
    return this.#tills.every(({ running }) => running?.list().every((checkout) => isAtRest(checkout, dialect)) === true)
  }

  async #judge(): Promise<void> {
    const checkouts: Checkout[] = this.#tills.flatMap(({ running }) => running?.list() ?? [])
    for (const till of this.#tills) {
      for (const checkout of till.running?.list() ?? []) this.#paper.see(checkout, till.name)
    }
    const { mode } = this.#world
    const outcome = {
      paper: this.#paper,
      members: this.#members,
      checkouts,
      mode,
      sharesDoubledMinor: mode.dialect === 'omneo' ? this.#wire.sharesDoubledMinor : 0,
    }
    for (const words of await judgeRun(outcome, this.#shop.sql)) this.#world.breaks(words)
  }
}

export async function run(options: RunOptions, shop: ShopDatabase): Promise<RunResult> {
  return { seed: options.seed, mode: options.mode, ...(await new Run(options, shop).play()) }
}
