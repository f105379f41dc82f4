// What befalls the shop while it trades: its server is killed, the line is cut, answers are lost on it.
import { setTimeout as sleep } from 'node:timers/promises'

import type { LiveServer } from '../../../server/test/crash/live-server.ts'
import { shuffled } from '../../../server/test/crash/random.ts'
import type { Day } from './day.ts'
import type { Plan } from './options.ts'
import type { LoseAnswer, Proxy } from './proxy.ts'
import { commandsOf, type Station } from './station.ts'

/** What each till does at least between two kills of the server, or two cuts. */
const commandsBetween = 2
const tradeMsMax = 400
const pollMs = 10
const startMsUsual = 900
const startsKilled = 0.3
const databasesKilled = 0.2
const answerLost = 0.4

export class Trouble {
  serverKills = 0
  serverStartsKilled = 0
  /** Together with the server. */
  databaseKills = 0
  cuts = 0
  readonly #plan: Plan
  readonly #server: LiveServer
  readonly #stations: readonly Station[]
  readonly #day: Day

  constructor(plan: Plan, server: LiveServer, stations: readonly Station[], day: Day) {
    this.#plan = plan
    this.#server = server
    this.#stations = stations
    this.#day = day
  }

  async killServers(random: () => number): Promise<void> {
    while (this.serverKills < this.#plan.serverKills && !this.#day.isBroken) {
      await this.#untilTraded(random)
      if (random() < databasesKilled) {
        this.#server.killDatabase()
        this.databaseKills += 1
      }
      await this.#server.killServer()
      this.serverKills += 1
      while (this.serverKills < this.#plan.serverKills && random() < startsKilled) await this.#killStart(random)
      await this.#server.start()
    }
  }

  async cutNetwork(proxy: Proxy, random: () => number): Promise<void> {
    const manners = shuffled(random, ['closed', 'silent'] as const)
    while (this.cuts < this.#plan.cuts && !this.#day.isBroken) {
      await this.#untilTraded(random)
      await proxy.cut(this.#plan.cutMs, manners[this.cuts % manners.length] ?? 'silent')
      this.cuts += 1
    }
  }

  /** Trade has gone on, so that what comes falls into the middle of it. */
  async #untilTraded(random: () => number): Promise<void> {
    const until = commandsOf(this.#stations) + commandsBetween * this.#plan.tills
    while (commandsOf(this.#stations) < until && !this.#day.isBroken) await sleep(pollMs)
    await sleep(random() * tradeMsMax)
  }

  /** Killed while it starts, which may be while its database recovers. */
  async #killStart(random: () => number): Promise<void> {
    const started = this.#server.start().then(
      () => true,
      () => false,
    )
    await sleep(random() * startMsUsual)
    await this.#server.killServer()
    this.serverKills += 1
    if (!(await started)) this.serverStartsKilled += 1
  }
}

/** Answers are lost until enough were; each in one of the two ways. */
export const answerLoser =
  ({ answers }: Plan, random: () => number): LoseAnswer =>
  (lostBefore) => {
    if (lostBefore >= answers || random() > answerLost) return null
    return random() < 0.75 ? 'closed' : 'silent'
  }
