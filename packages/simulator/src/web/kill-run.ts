// A till in a real browser, killed with -9 again and again in the middle of checkouts, and started again on the same profile:
// the sale goes on where it was, and at the end till, server, terminal and the cashier's book agree.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { seeded, upTo } from '../../../server/test/crash/random.ts'
import { stopAll } from '../kill/run.ts'
import { judge } from '../kill/verdict.ts'
import { Chooser } from './cashier.ts'
import { Counter } from './counter.ts'
import type { Move } from './moves.ts'
import { openWebShop, type ShopPrograms, type WebShop } from './shop.ts'
import { chargeFaults, faultsOf } from './tally.ts'

export interface WebPrograms extends ShopPrograms {
  readonly chromium: string
}

/** How a run tells what happens in it, and how whoever interrupts it ends what it has started. */
export interface Around {
  readonly say?: (line: string) => void
  /** Filled as things start; ended in the opposite order. */
  readonly stops?: (() => unknown)[]
}

interface WebKillPlan {
  readonly seed: number
  readonly kills: number
}

interface WebKillReport {
  readonly findings: readonly string[]
  /** What the cashier was doing in each kill. */
  readonly killedIn: ReadonlyMap<string, number>
  readonly moves: number
  readonly closed: number
  readonly cancelled: number
  /** Middle of the times from a start of the browser to a till that sells. */
  readonly resumedMs: number
  readonly seconds: number
}

/** Moves between two kills, at most. */
const movesMax = 4
/** A kill falls somewhere into the usual time of what is done, or a little behind it. */
const partMax = 1.2
const usualMsAtFirst = 900
/** As many moves as end any day. */
const endMovesMax = 40

class Habits {
  readonly #usualMs = new Map<string, number>()

  usualMs(what: string): number {
    return this.#usualMs.get(what) ?? usualMsAtFirst
  }

  note(what: string, ms: number): void {
    this.#usualMs.set(what, this.usualMs(what) * 0.6 + ms * 0.4)
  }
}

/** Kills the browser while the move is made; what was under way fails, as it must. */
async function killIn(counter: Counter, move: Move, afterMs: number): Promise<void> {
  const done = counter.do(move).catch(() => undefined)
  await Promise.race([done, sleep(afterMs)])
  await counter.kill()
  await done
}

async function trade(counter: Counter, chooser: Chooser, { seed, kills }: WebKillPlan) {
  const random = seeded(seed + 1)
  const habits = new Habits()
  const killedIn = new Map<string, number>()
  let moves = 0
  const once = async (move: Move): Promise<void> => {
    const begun = performance.now()
    await counter.do(move)
    habits.note(move.what, performance.now() - begun)
    moves += 1
  }
  for (let kill = 0; kill < kills && counter.complaints.length === 0; kill += 1) {
    for (let left = upTo(random, movesMax); left > 0; left -= 1) await once(chooser.next(counter.book, counter.inHand))
    const move = chooser.next(counter.book, counter.inHand)
    await killIn(counter, move, random() * partMax * habits.usualMs(move.what))
    killedIn.set(move.what, (killedIn.get(move.what) ?? 0) + 1)
    moves += 1
    await counter.open()
    await counter.takeOver(move)
  }
  for (let left = endMovesMax; left > 0; left -= 1) {
    const move = chooser.end(counter.book, counter.inHand)
    if (!move) break
    await once(move)
  }
  return { killedIn, moves }
}

async function judgeAll(counter: Counter, shop: WebShop): Promise<string[]> {
  const checkouts = await counter.drained()
  const members = shop.members.map((member) => ({ ...member, spends: undefined }))
  const { isHealthy, said } = await shop.server.examine()
  return [
    ...(await judge(shop.server, members, checkouts)),
    ...(await faultsOf(shop, counter.book)),
    ...chargeFaults(counter.book, await counter.charges()),
    ...(isHealthy ? [] : [`the doctor says: ${said}`]),
  ]
}

const middleOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** A shop with one till in one browser, until the story is over, however it ends. */
export async function withCounter<T>(
  programs: WebPrograms,
  { seed, settings = {}, say, stops = [] }: Around & { seed: number; settings?: Readonly<Record<string, string>> },
  story: (counter: Counter, shop: WebShop) => Promise<T>,
): Promise<T> {
  const shop = await openWebShop(programs, seeded(seed), settings)
  stops.push(() => shop.server.remove())
  const profile = mkdtempSync(join(tmpdir(), 'tillside-profile-'))
  stops.push(() => rmSync(profile, { recursive: true, force: true }))
  const counter = new Counter({ chromium: programs.chromium, profile, shop, say })
  stops.push(() => counter.kill())
  try {
    return await story(counter, shop)
  } finally {
    await stopAll(stops)
  }
}

export async function runWebKills(
  plan: WebKillPlan,
  programs: WebPrograms,
  around: Around = {},
): Promise<WebKillReport> {
  const begun = performance.now()
  return withCounter(programs, { ...around, seed: plan.seed }, async (counter, shop) => {
    await counter.pair('Till 1')
    await counter.open()
    const chooser = new Chooser(seeded(plan.seed + 2), shop)
    const { killedIn, moves } = await trade(counter, chooser, plan)
    const findings = counter.complaints.length > 0 ? counter.complaints : await judgeAll(counter, shop)
    const count = (wanted: string): number => [...counter.book.values()].filter(({ phase }) => phase === wanted).length
    return {
      findings,
      killedIn,
      moves,
      closed: count('closed'),
      cancelled: count('cancelled'),
      resumedMs: middleOf(counter.resumedMs),
      seconds: (performance.now() - begun) / 1000,
    }
  })
}
