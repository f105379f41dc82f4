// What must be true after the crashes, worked out from the tills' journals alone.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql } from '../../src/db/open.ts'
import type { Acknowledged, Api, Member } from './till.ts'

export interface Expected {
  readonly rewardBalance: number
  readonly pointBalance: number
  /** Redemptions and reversals, by id: what left the member, below zero when it came back. */
  readonly moves: ReadonlyMap<number, number>
  /** Sales by external id: their id, what was charged, and the redemption on them. */
  readonly sales: ReadonlyMap<
    string,
    { readonly id: number; readonly charged: number; readonly redemptionId: number | null }
  >
}

const sum = (amounts: Iterable<number>): number => [...amounts].reduce((total, amount) => total + amount, 0)

export function expectedOf(member: Member, journal: readonly Acknowledged[]): Expected {
  const made = journal.filter(({ intent, id }) => intent.member.id === member.id && id !== null)
  const moves = new Map<number, number>()
  const sales = new Map<string, { id: number; charged: number; redemptionId: number | null }>()
  for (const { intent, id, amount } of made) {
    if (intent.kind === 'sale') {
      sales.set(String(intent.body['external_id']), {
        id: Number(id),
        charged: amount,
        redemptionId: intent.redemptionId,
      })
    } else {
      moves.set(Number(id), intent.kind === 'redeem' ? amount : -amount)
    }
  }
  return {
    rewardBalance: member.issued - sum(moves.values()),
    pointBalance: sum([...sales.values()].map(({ charged }) => charged)),
    moves,
    sales,
  }
}

interface Page<T> {
  readonly data: readonly T[]
  readonly meta: { readonly total: number; readonly last_page: number }
}

const pauseMs = 200
const patienceMs = 30_000

/** Comes back when it is told to, as a till does: the last of the kills may not be over when trade goes on. */
async function get<T>({ url, token }: Api, path: string): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const response = await fetch(`${url}/api/v3/${path}`, { headers: { authorization: `Bearer ${token}` } })
    if (response.ok) return (await response.json()) as T
    const said = await response.text()
    if (response.status !== 503 || Date.now() > deadline)
      throw new Error(`${path} was answered ${response.status}: ${said}`)
    await sleep(pauseMs)
  }
}

async function readAll<T>(api: Api, path: string): Promise<T[]> {
  const rows: T[] = []
  for (let number = 1; ; number += 1) {
    const { data, meta } = await get<Page<T>>(api, `${path}?page[size]=100&page[number]=${number}`)
    rows.push(...data)
    if (number >= meta.last_page) return rows
  }
}

interface WireRedemption {
  readonly id: number
  readonly type: string
  readonly total: number
}

interface WireSale {
  readonly id: number
  readonly external_id: string
  readonly total: number
  readonly redemption_id: number | null
  readonly exceptions: readonly unknown[]
}

/** The same as the tally, told by the server over HTTP. */
export async function toldOf(
  api: Api,
  member: Member,
): Promise<Expected & { readonly exceptions: number; readonly rows: number }> {
  const { data: balances } = await get<{ data: { reward_balance: number; point_balance: number } }>(
    api,
    `profiles/${member.id}/balances`,
  )
  const redemptions = await readAll<WireRedemption>(api, `profiles/${member.id}/redemptions`)
  const sales = await readAll<WireSale>(api, `profiles/${member.id}/transactions`)
  return {
    rewardBalance: balances.reward_balance,
    pointBalance: balances.point_balance,
    moves: new Map(redemptions.map(({ id, type, total }) => [id, type === 'redeem' ? total : -total])),
    sales: new Map(
      sales.map(({ id, external_id, total, redemption_id }) => [
        external_id,
        { id, charged: total, redemptionId: redemption_id },
      ]),
    ),
    exceptions: sum(sales.map(({ exceptions }) => exceptions.length)),
    rows: redemptions.length + sales.length,
  }
}

/** The same as the tally, from the entries; whole dollars and points. */
export async function bookedOf(
  sql: Sql,
  member: Member,
): Promise<{ moves: Map<number, number>; earned: Map<number, number> }> {
  const redeemed = await sql<{ id: number; minor: number }[]>`
    select redemption_id as id, -sum(value_minor)::bigint as minor from ledger_entry
    where profile_id = ${member.id} and cause in ('redeem', 'reversal') group by 1`
  const earned = await sql<{ id: number; thousandths: number }[]>`
    select transaction_id as id, sum(amount)::bigint as thousandths from ledger_entry
    where profile_id = ${member.id} and cause = 'earn' group by 1 having count(*) = 1`
  return {
    moves: new Map(redeemed.map(({ id, minor }) => [id, minor / 100])),
    earned: new Map(earned.map(({ id, thousandths }) => [id, thousandths / 1000])),
  }
}

/** What no crash may leave behind, without the doctor's words for it: sums that disagree, and half answers. */
export async function findRemains(sql: Sql): Promise<unknown[]> {
  const sums = await sql`
    select 'kept row and entries disagree' as what, h.kind, h.id::text
    from (select 'reward' as kind, id, value_remaining as remaining from reward union all select 'point', id, value_remaining from point) h
    left join ledger_entry e on e.kind = h.kind and e.row_id = h.id
    group by h.kind, h.id, h.remaining having h.remaining <> coalesce(sum(e.amount), 0)`
  const keys = await sql`select 'key without an answer' as what, key from idempotency_key where status is null`
  return [...sums, ...keys]
}
