// One till of the shop: its journal, the person who types, the witness, and the moments in which it is killed.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { isAtRest } from '@tillside/pos-sdk/checkout/work'

import { upTo } from '../../../server/test/crash/random.ts'
import type { Cashier } from './cashier.ts'
import type { Day } from './day.ts'
import { type TillPlace, TillProcess } from './till-process.ts'
import type { Witness } from './witness.ts'

/** Where a life of the till ends: in this of its steps (the start, the list, then commands), at this part of the usual time. */
interface Death {
  readonly step: number
  readonly part: number
}

const startsKilled = 0.25
const stepsMax = 8
/** Some die after the answer, before the next command. */
const partMax = 1.25
const usualMsFirst = 200
const drainMsMax = 120_000
const pauseMs = 200

/** What each thing takes, as it was lately, and how often the till was killed in it. */
class Habits {
  readonly #usualMs = new Map<string, number>()
  readonly killedIn = new Map<string, number>()

  usualMs(what: string): number {
    return this.#usualMs.get(what) ?? usualMsFirst
  }

  note(what: string, ms: number): void {
    this.#usualMs.set(what, (this.#usualMs.get(what) ?? ms) * 0.7 + ms * 0.3)
  }

  noteKill(what: string): void {
    this.killedIn.set(what, (this.killedIn.get(what) ?? 0) + 1)
  }
}

export class Station {
  readonly #place: TillPlace
  readonly #cashier: Cashier
  readonly witness: Witness
  readonly #random: () => number
  readonly #habits = new Habits()
  #killsLeft: number
  readonly complaints: string[] = []
  commands = 0

  constructor(
    place: TillPlace,
    { cashier, witness, random, kills }: { cashier: Cashier; witness: Witness; random: () => number; kills: number },
  ) {
    this.#place = place
    this.#cashier = cashier
    this.witness = witness
    this.#random = random
    this.#killsLeft = kills
  }

  get killedIn(): ReadonlyMap<string, number> {
    return this.#habits.killedIn
  }

  get isSpared(): boolean {
    return this.#killsLeft === 0
  }

  /** Trades until all that was planned has happened, its own kills first; then finishes what is open, and tells all. */
  async work(day: Day, isDone: () => boolean): Promise<Checkout[]> {
    const isOver = (): boolean => day.isBroken || isDone()
    while (!isOver()) await this.#live(isOver)
    return this.#finish()
  }

  /** From one start to the kill, or to the end of the day. */
  async #live(isOver: () => boolean): Promise<void> {
    const death = this.#killsLeft > 0 ? this.#drawDeath() : null
    const life = new Life(this.#place, this.witness, this.#habits, death)
    let isAlive = await life.do('start', () => life.till.ready())
    isAlive &&= await life.do('list', () => this.#look(life))
    while (isAlive && (life.isDoomed || !isOver())) {
      const { sale, lastReceiptRef } = this.witness
      const command = this.#cashier.next(sale, lastReceiptRef)
      this.commands += 1
      isAlive = await life.do(command.split(/\s/)[0] ?? '', () => life.till.type(command))
    }
    await life.end()
    if (death) this.#killsLeft -= 1
  }

  async #look(life: Life): Promise<Checkout[] | null> {
    const list = await life.list()
    if (!list) return null
    this.complaints.push(...this.witness.compare(list))
    const { sale } = this.witness
    const open = list.find(({ receiptRef }) => receiptRef === sale?.receiptRef)
    if (open) this.#cashier.takeOver(open.receiptRef, open.customer?.profileId ?? null)
    return list
  }

  /** Nobody is killed any more: what is open comes to an end, and all is told to the server. */
  async #finish(): Promise<Checkout[]> {
    const life = new Life(this.#place, this.witness, this.#habits, null)
    await life.till.ready()
    const deadline = Date.now() + drainMsMax
    for (;;) {
      const list = (await this.#look(life)) ?? []
      const { sale } = this.witness
      const isDone = !sale && list.every((checkout) => isAtRest(checkout, 'tillside'))
      if (isDone || Date.now() > deadline) {
        await life.end()
        return list
      }
      await life.till.type(sale ? (sale.state === 'paying' ? 'pay card' : 'cancel') : 'drain')
      await sleep(pauseMs)
    }
  }

  #drawDeath(): Death {
    const step = this.#random() < startsKilled ? 0 : 1 + upTo(this.#random, stepsMax)
    return { step, part: this.#random() * partMax }
  }
}

/** What all of them have typed so far. */
export const commandsOf = (stations: readonly Station[]): number =>
  stations.reduce((sum, { commands }) => sum + commands, 0)

/** The till between a start and its end. */
class Life {
  readonly till: TillProcess
  readonly #habits: Habits
  readonly #death: Death | null
  #steps = 0
  #ending: Promise<void> | null = null

  constructor(place: TillPlace, witness: Witness, habits: Habits, death: Death | null) {
    this.till = new TillProcess(place, (line) => witness.see(line))
    this.#habits = habits
    this.#death = death
  }

  /** Its kill is still to come, or under way. */
  get isDoomed(): boolean {
    return this.#death !== null
  }

  /** Does the next thing; false when it was killed meanwhile. */
  async do(what: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.#death?.step === this.#steps) this.#ending = this.#kill(this.#death.part * this.#habits.usualMs(what))
    this.#steps += 1
    const begun = performance.now()
    const answer = await work()
    if (answer === null) this.#habits.noteKill(what)
    else this.#habits.note(what, performance.now() - begun)
    return answer !== null
  }

  /** All checkouts, or null when it was killed. */
  async list(): Promise<Checkout[] | null> {
    const lines = await this.till.type('list')
    const listed = lines?.filter((line) => line.startsWith('= {')).map((line) => JSON.parse(line.slice(2)) as Checkout)
    return listed ?? null
  }

  /** After the kill, or as a cashier would end it. */
  end(): Promise<void> {
    return this.#ending ?? this.till.quit()
  }

  async #kill(afterMs: number): Promise<void> {
    await sleep(afterMs)
    await this.till.kill()
  }
}
