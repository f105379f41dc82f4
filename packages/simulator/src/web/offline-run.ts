// A day without the server: one visit while it is there, then it is stopped, and the till sells on from what is in the browser,
// over a reload and a kill. In the evening the server is back: it records every sale once, in the order in which they were
// closed, and till, server and the cashier's book agree to the cent.
import { createHash } from 'node:crypto'

import type { Checkout } from '@tillside/pos-sdk/checkout/state'

import { openPool } from '../../../server/src/db/open.ts'
import { seeded, upTo } from '../../../server/test/crash/random.ts'
import { dueOf } from './book.ts'
import { Counter } from './counter.ts'
import { type Around, type WebPrograms, withCounter } from './kill-run.ts'
import * as moves from './moves.ts'
import type { WebShop } from './shop.ts'
import { chargeFaults, faultsOf } from './tally.ts'

interface OfflinePlan {
  readonly seed: number
  readonly sales: number
}

interface OfflineReport {
  readonly findings: readonly string[]
  readonly sales: number
  readonly returns: number
  readonly parked: number
  /** Sales on which a reward was spent without the server. */
  readonly redemptions: number
  readonly sellingSeconds: number
  readonly drainSeconds: number
  /** Of all that was sold and all that was recorded. */
  readonly digest: string
}

/** What the retailer lets a till spend of a member's value without the server. */
const offlineSettings = {
  'offline.mode': 'risk',
  'offline.count': '5',
  'offline.amount_per_sale': '20',
  'offline.amount_total': '100',
}
const rewardMaxMinor = 2_000
/** Every so many sales a card pays, goods come back, a sale is parked. */
const cardEvery = 4
const returnEvery = 9
const parkEvery = 11
const redeemEvery = 7

/** Each member once, so that the till knows them and has leave to spend. */
async function visit(counter: Counter, shop: WebShop): Promise<void> {
  for (const member of shop.members) {
    await counter.do(moves.scanCard(counter.inHand, member))
    await counter.hands.page.getByRole('heading', { name: member.name }).waitFor()
  }
  await counter.do(moves.clear(counter.inHand as moves.InHand))
  await counter.granted(shop.members.filter(({ issuedMinor }) => issuedMinor > 0).length)
}

class Day {
  readonly #counter: Counter
  readonly #shop: WebShop
  readonly #random: () => number
  returns = 0
  parked = 0
  redemptions = 0

  constructor(counter: Counter, shop: WebShop, random: () => number) {
    this.#counter = counter
    this.#shop = shop
    this.#random = random
  }

  async sell(number: number): Promise<void> {
    const isRedeeming = number % redeemEvery === 0
    const withValue = this.#shop.members.filter(({ issuedMinor }) => issuedMinor > 0)
    await this.#do(moves.scanCard(null, this.#any(isRedeeming ? withValue : this.#shop.members)))
    for (let left = 1 + upTo(this.#random, 2); left > 0; left -= 1)
      await this.#do(moves.scanGoods(this.#inHand(), this.#any(this.#shop.goods)))
    if (number % parkEvery === 0) await this.#fetchSomething()
    if (isRedeeming) await this.#redeem()
    await this.#pay(number % cardEvery === 0)
    if (number % returnEvery === 0) await this.#takeBack()
  }

  /** Parked, and taken in hand again. */
  async #fetchSomething(): Promise<void> {
    const { receiptRef } = this.#inHand()
    await this.#do(moves.park(this.#inHand()))
    const sale = this.#counter.book.get(receiptRef)
    if (sale) await this.#do(moves.resume(receiptRef, sale))
    this.parked += 1
  }

  /** As much as the till may spend of this member's without the server; nothing where that is used up. */
  async #redeem(): Promise<void> {
    const most = await this.#counter.hands.offeredReward()
    if (most === 0) return
    await this.#do(moves.redeem(this.#inHand(), 1 + upTo(this.#random, Math.min(most, rewardMaxMinor))))
    this.redemptions += 1
  }

  async #pay(isCard: boolean): Promise<void> {
    const { prices } = this.#counter
    const left = dueOf(this.#inHand().sale, prices)
    await this.#do(moves.beginPayment(this.#inHand()))
    const inHand = this.#inHand()
    if (left === 0) return this.#do(moves.finish(inHand))
    return this.#do(isCard ? moves.payCard(inHand, left, 'Approve', prices) : moves.payCash(inHand, left, prices))
  }

  async #takeBack(): Promise<void> {
    const [found] = moves.returnable(this.#counter.book)
    if (!found) return
    await this.#do(moves.takeBack(...found))
    await this.#do(moves.beginPayment(this.#inHand()))
    await this.#do(
      dueOf(this.#inHand().sale, this.#counter.prices) === 0
        ? moves.finish(this.#inHand())
        : moves.payOut(this.#inHand(), this.#counter.prices),
    )
    this.returns += 1
  }

  #do(move: moves.Move): Promise<void> {
    return this.#counter.do(move)
  }

  #inHand(): moves.InHand {
    const { inHand } = this.#counter
    if (!inHand) throw new Error('no sale is in hand')
    return inHand
  }

  #any<T>(from: readonly T[]): T {
    return from[upTo(this.#random, from.length)] as T
  }
}

const digestOf = (rows: readonly (readonly unknown[])[]): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)

const closedOf = (checkouts: readonly Checkout[]): Checkout[] =>
  checkouts.filter(({ closedAs }) => closedAs !== null).sort((a, b) => Number(a.closedAs) - Number(b.closedAs))

/** Every line of every sale, as the till has it in the order in which it closed them. */
const soldRows = (checkouts: readonly Checkout[]): unknown[][] =>
  closedOf(checkouts).flatMap(({ receiptRef, receipt }) =>
    (receipt?.lines ?? []).map(({ name, quantity, priceMinor }) => [
      receiptRef,
      receipt?.profileId ?? null,
      receipt?.totalMinor,
      name,
      quantity,
      priceMinor,
    ]),
  )

/** The same as the server has it, in the order in which it recorded them. */
async function recordedRows(shop: WebShop): Promise<unknown[][]> {
  const sql = openPool(shop.server.connection(), { size: 1, name: 'tillside offline day' })
  try {
    const rows = await sql<
      { ref: string; owner: string | null; total: string; name: string; quantity: string; price: string }[]
    >`
      select s.external_id as ref, s.profile_id as owner, s.total_minor as total, i.name, i.quantity,
             i.price_current_minor as price
      from "transaction" s join transaction_item i on i.transaction_id = s.id order by s.id, i.id`
    return rows.map(({ ref, owner, total, name, quantity, price }) => [
      ref,
      owner,
      Number(total),
      name,
      Number(quantity),
      Number(price),
    ])
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** The first line that is another one, where the digests are not the same. */
function differenceOf(sold: readonly unknown[][], recorded: readonly unknown[][]): string[] {
  if (digestOf(sold) === digestOf(recorded)) return []
  const at = sold.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(recorded[index]))
  const [was, is] = [sold[at], recorded[at]].map((row) => JSON.stringify(row) ?? 'nothing')
  const counts = `${sold.length} lines were sold and ${recorded.length} recorded`
  return [`${counts}; the first that differs is ${was}, recorded as ${is}`]
}

async function judgeDay(counter: Counter, shop: WebShop): Promise<{ findings: string[]; digest: string }> {
  const checkouts = await counter.drained()
  const [sold, recorded] = [soldRows(checkouts), await recordedRows(shop)]
  const { isHealthy, said } = await shop.server.examine()
  return {
    digest: digestOf(recorded),
    findings: [
      ...counter.complaints,
      ...differenceOf(sold, recorded),
      ...(await faultsOf(shop, counter.book)),
      ...chargeFaults(counter.book, await counter.charges()),
      ...(isHealthy ? [] : [`the doctor says: ${said}`]),
    ],
  }
}

async function sellAll(counter: Counter, day: Day, sales: number): Promise<void> {
  for (let number = 1; number <= sales; number += 1) {
    await day.sell(number)
    if (number === Math.floor(sales / 3)) {
      await counter.reload()
      await counter.takeOver(null)
    }
    if (number === Math.floor((sales * 2) / 3)) {
      await counter.kill()
      await counter.open()
      await counter.takeOver(null)
    }
  }
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1000

export async function runOfflineDay(
  { seed, sales }: OfflinePlan,
  programs: WebPrograms,
  around: Around = {},
): Promise<OfflineReport> {
  return withCounter(programs, { ...around, seed, settings: offlineSettings }, async (counter, shop) => {
    await counter.pair('Till 1')
    await counter.open()
    await visit(counter, shop)
    await shop.server.killServer()
    const day = new Day(counter, shop, seeded(seed + 1))
    const begun = performance.now()
    await sellAll(counter, day, sales)
    const sellingSeconds = secondsSince(begun)
    await shop.server.start()
    const back = performance.now()
    await counter.drained()
    const drainSeconds = secondsSince(back)
    const { returns, parked, redemptions } = day
    return { ...(await judgeDay(counter, shop)), sales, returns, parked, redemptions, sellingSeconds, drainSeconds }
  })
}
