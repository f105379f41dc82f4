// Members at the till for months, drawn from a seed: after each step the server holds what a plain model of it holds,
// nothing is below zero, and the entries add up to the rows. A seed that fails is replayed with STORY_SEED.
import { dayMs, minuteMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

/** Minor units and thousandths, as the server keeps them; ends are the first moment in which a row no longer works. */
interface Row {
  readonly id: number
  readonly issuedAt: number
  left: number
  endsAt: number
}
interface Take {
  readonly row: Row
  readonly kind: 'reward' | 'point'
  readonly value: number
}
interface Spent {
  readonly id: number
  readonly at: number
  readonly takes: readonly Take[]
  readonly total: number
  returned: number
  reversed: boolean
}
interface Member {
  readonly id: string
  readonly rewards: Row[]
  readonly points: Row[]
  readonly spent: Spent[]
}

/** A small generator of chance that a seed replays (mulberry32). */
function chanceOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const utcText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
/** At 0.01 a point, a cent is a whole point: a thousand thousandths. */
const perCent = 1000
const open = (rows: readonly Row[]): Row[] => rows.filter((row) => row.endsAt > shop.now())
const leftOf = (rows: readonly Row[]): number => open(rows).reduce((sum, row) => sum + row.left, 0)
const pointCents = (member: Member): number => Math.floor(leftOf(member.points) / perCent)

class Story {
  readonly #chance: (below: number) => number
  readonly members: Member[] = []

  constructor(seed: number) {
    this.#chance = chanceOf(seed)
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[this.#chance(list.length || 1)]
  }

  async begin(): Promise<void> {
    for (let count = 0; count < 3; count += 1)
      this.members.push({ id: await programme.member(), rewards: [], points: [], spent: [] })
  }

  async step(): Promise<string> {
    const member = this.#pick(this.members) as Member
    const dice = this.#chance(20)
    if (dice < 4) return this.#issueReward(member)
    if (dice < 7) return this.#issuePoints(member)
    if (dice < 12) return this.#redeem(member)
    if (dice < 14) return this.#reverse(member)
    if (dice < 18) return this.#giveBack(member)
    const waited = [minuteMs, 9 * minuteMs, dayMs, 6 * dayMs][this.#chance(4)] as number
    shop.wait(waited)
    return `wait ${waited}`
  }

  async #issueReward({ id, rewards }: Member): Promise<string> {
    const left = 1 + this.#chance(3000)
    const endsAt = shop.now() + (1 + this.#chance(20)) * dayMs
    const rewardId = await programme.reward(id, left / 100, { expires_at: utcText(endsAt - 1000) })
    rewards.push({ id: rewardId, issuedAt: shop.now(), left, endsAt })
    return `reward ${left}`
  }

  async #issuePoints({ id, points }: Member): Promise<string> {
    const left = 1 + this.#chance(900_000)
    const endsAt = shop.now() + (1 + this.#chance(20)) * dayMs
    const pointId = await programme.points(id, left / 1000, {
      issued_at: utcText(shop.now()),
      expires_at: utcText(endsAt - 1000),
    })
    points.push({ id: pointId, issuedAt: shop.now(), left, endsAt })
    return `points ${left}`
  }

  /** Nearest end first, then the older; the model does by hand what the rules decide. */
  #draw(rows: readonly Row[], wanted: number, kind: Take['kind']): Take[] {
    const order = open(rows).toSorted((a, b) => a.endsAt - b.endsAt || a.issuedAt - b.issuedAt || a.id - b.id)
    const unit = kind === 'reward' ? 1 : perCent
    const takes: Take[] = []
    let out = wanted * unit
    for (const row of order) {
      const drawn = Math.min(out, row.left)
      row.left -= drawn
      out -= drawn
      if (drawn > 0) takes.push({ row, kind, value: drawn })
    }
    return takes
  }

  async #redeem(member: Member): Promise<string> {
    const strategies = [['rewards', 'points'], ['points', 'rewards'], ['rewards'], ['points']][
      this.#chance(4)
    ] as string[]
    const wanted = 1 + this.#chance(4000)
    const strict = this.#chance(4) === 0
    const there = strategies.reduce(
      (sum, kind) => sum + (kind === 'rewards' ? leftOf(member.rewards) : pointCents(member)),
      0,
    )
    const { status, body } = await programme.redeem(member.id, { amount: wanted / 100, strategies, strict })
    const said = `redeem ${wanted} ${strategies.join()} ${strict ? 'strict' : ''} of ${there}`
    if (there === 0 || (strict && there < wanted)) {
      expect([status, body.code], said).toEqual([422, there === 0 ? 'nothing_to_redeem' : 'balance_short'])
      return said
    }
    const total = Math.min(wanted, there)
    expect([status, Math.round(body.data?.total * 100)], said).toEqual([201, total])
    const takes: Take[] = []
    let left = total
    for (const kind of strategies) {
      const part = Math.min(left, kind === 'rewards' ? leftOf(member.rewards) : pointCents(member))
      takes.push(
        ...(kind === 'rewards' ? this.#draw(member.rewards, part, 'reward') : this.#draw(member.points, part, 'point')),
      )
      left -= part
    }
    member.spent.push({ id: body.data.id, at: shop.now(), takes, total, returned: 0, reversed: false })
    return said
  }

  async #reverse(member: Member): Promise<string> {
    const spent = this.#pick(member.spent)
    if (!spent) return 'nothing to reverse'
    const { status, body } = await programme.reverse(spent.id, undefined, { token: tillToken })
    const refusal = spent.reversed
      ? 'already_reversed'
      : spent.returned > 0
        ? 'already_returned'
        : shop.now() - spent.at > 10 * minuteMs
          ? 'reversal_window_passed'
          : undefined
    expect([status, body.code], `reverse ${spent.id}`).toEqual([refusal ? 422 : 201, refusal])
    if (refusal) return `reverse ${refusal}`
    spent.reversed = true
    for (const { row, value } of spent.takes) {
      row.left += value
      if (row.endsAt <= shop.now()) throw new Error('no row of this story ends within ten minutes of a day’s end')
    }
    return `reverse ${spent.id}`
  }

  /** What comes back makes new rows, whose number and end the server tells; how much, the model knows. */
  async #giveBack(member: Member): Promise<string> {
    const spent = this.#pick(member.spent)
    if (!spent) return 'nothing to return'
    const wanted = this.#chance(3) === 0 ? null : 1 + this.#chance(1500)
    const rest = spent.total - spent.returned
    const { status, body } = await programme.giveBack(spent.id, wanted === null ? {} : { amount: wanted / 100 })
    if (spent.reversed || rest === 0) {
      expect([status, body.code]).toEqual([422, spent.reversed ? 'already_reversed' : 'nothing_to_return'])
      return 'return refused'
    }
    const total = Math.min(wanted ?? rest, rest)
    expect([status, Math.round(body.data?.total * 100)], `return ${wanted} of ${rest}`).toEqual([201, total])
    spent.returned += total
    const { items } = await programme.redemption(body.data.id)
    expect(Math.round(items.reduce((sum: number, item: { value: number }) => sum + item.value, 0) * 100)).toBe(total)
    for (const { type, points, value, type_attributes: row } of items) {
      const [rows, left] =
        type === 'reward' ? [member.rewards, Math.round(value * 100)] : [member.points, Math.round(points * 1000)]
      rows.push({
        id: row.id,
        issuedAt: shop.now(),
        left,
        endsAt: Date.parse(`${row.expires_at.replace(' ', 'T')}Z`) + 1000,
      })
    }
    if (spent.returned === spent.total) await this.#expectAllBack(spent)
    return `return ${total} of ${rest}`
  }

  async #expectAllBack({ id, takes }: Spent): Promise<void> {
    const back = await shop.sql<{ kind: string; amount: number }[]>`
      select kind, sum(amount)::bigint as amount from ledger_entry
      where redemption_id in (select id from redemption where linked_redemption_id = ${id}) group by kind order by kind desc`
    const took = ['reward', 'point'].map((kind) => ({
      kind,
      amount: takes.filter((take) => take.kind === kind).reduce((sum, take) => sum + take.value, 0),
    }))
    expect([...back].map((row) => ({ ...row }))).toEqual(took.filter(({ amount }) => amount > 0))
  }

  async agree(said: string): Promise<void> {
    for (const member of this.members) {
      const balances = await programme.balances(member.id)
      const [rewardCents, cents] = [leftOf(member.rewards), pointCents(member)]
      expect(balances, said).toMatchObject({
        reward_balance: rewardCents / 100,
        point_balance: leftOf(member.points) / 1000,
        point_balance_dollars: cents / 100,
        combined_balance_dollars: (rewardCents + cents) / 100,
      })
    }
    await programme.audit()
  }
}

let tillToken: string
const seeds = process.env['STORY_SEED'] ? [Number(process.env['STORY_SEED'])] : [71, 20_250_704]
const stepsMax = 100

test.each(seeds)('three members and a till for %s: balances are always what the story says', async (seed) => {
  tillToken = await shop.tokenWith(['return'])
  const story = new Story(seed)
  await story.begin()
  const said: string[] = []
  for (let step = 0; step < stepsMax; step += 1) {
    said.push(await story.step())
    await story.agree(said.slice(-6).join('\n'))
  }
})
