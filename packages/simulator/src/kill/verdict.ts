// What the server holds, told over HTTP, against what the tills have shown.
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { type Attempt, type Checkout, takenReward } from '@tillside/pos-sdk/checkout/state'
import { isAtRest } from '@tillside/pos-sdk/checkout/work'
import { type Client, createClient } from '@tillside/pos-sdk/client/client'

import type { Api } from '../../../server/test/crash/till.ts'
import type { Member } from './members.ts'
import { type Holding, tally, worthOf } from './tally.ts'

const answerMsMax = 30_000
const pageSize = 100

const openClient = ({ url, token }: Api): Client =>
  createClient({
    baseUrl: url,
    token: () => token,
    dialect: 'tillside',
    network: fetchNetwork,
    clock: systemClock,
    chance: systemChance,
    callMsMax: answerMsMax,
    operationMsMax: answerMsMax,
  })
type Sale = Awaited<ReturnType<Client['transactions']['list']>>['items'][number]
type Redemption = Awaited<ReturnType<Client['redemptions']['list']>>['items'][number]

const minor = (major: number): number => Math.round(major * 100)

async function readAll<Item>(
  read: (page: number) => Promise<{ items: readonly Item[]; pageNext: number | null }>,
): Promise<Item[]> {
  const all: Item[] = []
  for (let page: number | null = 1; page !== null;) {
    const { items, pageNext }: { items: readonly Item[]; pageNext: number | null } = await read(page)
    all.push(...items)
    page = pageNext
  }
  return all
}

/** What a void of a return leaves for staff; nothing else may need them. */
const exceptionsExpected: ReadonlySet<string> = new Set(['refund_without_return'])

/** Units that come back with a cent more of the reward than the others are told as a line beside theirs. */
const isLineOfReceipt = ({ external_id: name }: Sale['items'][number]): boolean => name?.endsWith('~more') !== true

function saleFaults(checkout: Checkout, found: readonly Sale[]): string[] {
  const { receiptRef, receipt, isVoidAsked } = checkout
  const [sale] = found
  if (!receipt) return found.length === 0 ? [] : [`${receiptRef} was never closed, and is recorded`]
  if (!sale || found.length > 1) return [`${receiptRef} is recorded ${found.length} times`]
  const shares = receipt.lines.filter(({ id, quantity, shareMinor }) => {
    const item = sale.items.find(({ external_id: name }) => name === `${receiptRef}~${id}`)
    return quantity > 0 && minor(item?.redemption_share ?? Number.NaN) !== shareMinor
  })
  const redemptionId = isVoidAsked ? null : (takenReward(checkout)?.redemptionId ?? null)
  type Told = string | number | boolean | null
  const same: readonly (readonly [what: string, told: Told, held: Told])[] = [
    ['the total', receipt.totalMinor, minor(sale.total)],
    ['the member', receipt.profileId, sale.profile_id],
    ['the void', isVoidAsked, sale.is_void],
    ['the number of lines', receipt.lines.length, sale.items.filter(isLineOfReceipt).length],
    ...(isVoidAsked ? [] : [['the redemption', redemptionId, sale.redemption_id] as const]),
  ]
  return [
    ...same
      .filter(([, told, held]) => told !== held)
      .map(([what, told, held]) => `${receiptRef}: ${what} is ${told}, and the server has ${held}`),
    ...(isVoidAsked
      ? []
      : shares.map(
          ({ id, shareMinor }) => `${receiptRef}: line ${id} carries ${shareMinor}, and the server has another share`,
        )),
    ...sale.exceptions
      .filter(({ code }) => !exceptionsExpected.has(code))
      .map(({ code }) => `${receiptRef} raised ${code}`),
  ]
}

/** Each redemption belongs to one attempt of a till, and has ended as the till says. */
function redemptionFaults(
  row: Redemption,
  attempts: ReadonlyMap<number, { attempt: Attempt; checkout: Checkout }>,
): string[] {
  if (row.type !== 'redeem') return []
  const known = attempts.get(row.id)
  const called = `redemption ${row.id} of ${row.total} (${row.transaction_receipt_ref})`
  if (!known) return [`${called} is ${row.state}, and no till knows it`]
  const { attempt, checkout } = known
  const isKept = attempt.isWanted && attempt.status === 'taken' && checkout.receipt !== null && !checkout.isVoidAsked
  const ends = isKept ? ['applied', 'returned'] : ['reversed', 'returned']
  return [
    ...(ends.includes(row.state) ? [] : [`${called} is ${row.state}; it should be ${ends.join(' or ')}`]),
    ...(minor(row.total) === attempt.totalMinor ? [] : [`${called}: the till has ${attempt.totalMinor}`]),
  ]
}

function tillFaults(checkout: Checkout): string[] {
  const { receiptRef, state, attempts, refunds } = checkout
  const listed = attempts.filter(({ status }) => status === 'listed')
  const refused = refunds.filter(
    ({ status, amountMinor, totalMinor }) => status !== 'returned' || totalMinor !== amountMinor,
  )
  return [
    ...(isAtRest(checkout, 'tillside') ? [] : [`${receiptRef} is still ${state}`]),
    ...listed.map(({ key, refusal }) => `${key} could not be put back: ${refusal?.code}`),
    ...refused.map(({ key, amountMinor, totalMinor }) => `${key}: ${totalMinor} of ${amountMinor} came back`),
  ]
}

const isNear = (told: number, held: number, { slackThousandths }: Holding): boolean =>
  Math.abs(told - held) <= slackThousandths

async function balanceFaults(
  client: Client,
  members: readonly Member[],
  checkouts: readonly Checkout[],
): Promise<string[]> {
  const faults: string[] = []
  const expected = tally(members, checkouts)
  for (const { name, profileId } of members) {
    const { reward_balance, point_balance } = await client.profiles.balances(profileId)
    const told = expected.get(profileId)
    const held = { rewardMinor: minor(reward_balance), pointThousandths: Math.round(point_balance * 1000) }
    if (!told) continue
    const isSame = told.isSplitKnown
      ? told.rewardMinor === held.rewardMinor && isNear(told.pointThousandths, held.pointThousandths, told)
      : isNear(worthOf(told), worthOf(held), told)
    if (!isSame) faults.push(`${name} must hold ${JSON.stringify(told)}, and holds ${JSON.stringify(held)}`)
  }
  return faults
}

/** Everything that is not as the tills have shown it; nothing, if all is well. */
export async function judge(api: Api, members: readonly Member[], checkouts: readonly Checkout[]): Promise<string[]> {
  const client = openClient(api)
  const sales = await readAll((page) => client.transactions.list({ page, pageSize }))
  const redemptions = await readAll((page) => client.redemptions.list({ page, pageSize }))
  const called = (ref: string): Sale[] => sales.filter(({ external_id: name }) => name === ref)
  const attempts = new Map(
    checkouts.flatMap((checkout) =>
      checkout.attempts.flatMap((attempt) =>
        attempt.redemptionId === null ? [] : [[attempt.redemptionId, { attempt, checkout }] as const],
      ),
    ),
  )
  const held = new Set(redemptions.map(({ id }) => id))
  const known = new Set(checkouts.map(({ receiptRef }) => receiptRef))
  return [
    ...checkouts.flatMap(tillFaults),
    ...checkouts.flatMap((checkout) => saleFaults(checkout, called(checkout.receiptRef))),
    ...sales
      .filter(({ external_id: name }) => !known.has(name ?? ''))
      .map(({ external_id: name }) => `the sale ${name} is of no till`),
    ...redemptions.flatMap((row) => redemptionFaults(row, attempts)),
    ...[...attempts.keys()].filter((id) => !held.has(id)).map((id) => `redemption ${id} is not on the server`),
    ...(await balanceFaults(client, members, checkouts)),
  ]
}
