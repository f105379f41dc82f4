// The floor: what Node and the driver can do when nothing else is asked of them. A bare node:http server that sends the
// very statements of our stores, in as few round trips as they go, and answers in a few bytes. It has no router to speak
// of, no validation, no tokens, no idempotency, no rules and no rendering.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { instant } from '@tillside/rules/time'

import { sumOpenRows } from '../packages/server/src/balances/store.ts'
import { type Connection, openDatabase } from '../packages/server/src/db/open.ts'
import { findByWords, listFound } from '../packages/server/src/members/lookup-store.ts'
import { findMemberByCard } from '../packages/server/src/members/store.ts'
import { readTyped } from '../packages/server/src/members/typed.ts'
import { lockProfileForValue } from '../packages/server/src/profiles/store.ts'
import {
  burn,
  drawRedemptionId,
  findRedemptionById,
  lockProfileOfRedemption,
  type NewRedemption,
  reverse,
} from '../packages/server/src/redemptions/store.ts'
import { listOpenRows, listTaken } from '../packages/server/src/redemptions/store-rows.ts'
import { recordSale, type Sale } from './floor-sale.ts'

const database = openDatabase(JSON.parse(process.env['BENCH_CONNECTION'] ?? '{}') as Connection)
const now = () => instant(Date.now())
const userId = 1
const foundMax = 10

const nothing = {
  currency: 'AUD',
  location_id: null,
  meta: null,
  transaction_external_id: null,
  transaction_receipt_ref: null,
  reason: null,
  user_id: userId,
}

async function lookUp({ type, id }: { type: string; id: string }): Promise<object> {
  const member = await findMemberByCard(database.read, type, [id])
  if (!member) throw new Error('no such card')
  const [balance] = await sumOpenRows(database.read, [member.id], now())
  return { ...member, ...balance }
}

async function balances(profileId: string): Promise<object> {
  const [balance] = await sumOpenRows(database.read, [profileId], now())
  return balance ?? {}
}

async function redeem(profileId: string, { amount }: { amount: number }): Promise<object> {
  const at = now()
  const minor = amount * 100
  const id = await database.write.begin(async (tx) => {
    const [, rows, redemptionId] = await Promise.all([
      lockProfileForValue(tx, profileId),
      listOpenRows(tx, profileId, at),
      drawRedemptionId(tx),
    ])
    const soonest = rows.reduce((best, row) => ((row.ends_at ?? Infinity) < (best.ends_at ?? Infinity) ? row : best))
    const redemption: NewRedemption = {
      ...nothing,
      profile_id: profileId,
      type: 'redeem',
      total_minor: minor,
      linked_redemption_id: null,
    }
    await burn(tx, redemptionId, redemption, [{ kind: 'reward', id: soonest.id, amount: minor, value: minor }], at)
    return redemptionId
  })
  return { id }
}

async function reversal(redemptionId: number): Promise<object> {
  const id = await database.write.begin(async (tx) => {
    const [, redeemed] = await Promise.all([
      lockProfileOfRedemption(tx, redemptionId),
      findRedemptionById(tx, redemptionId),
      listTaken(tx, redemptionId),
    ])
    if (!redeemed) throw new Error('no such redemption')
    const { profile_id, total_minor } = redeemed
    return reverse(
      tx,
      { ...nothing, profile_id, type: 'reversal', total_minor, linked_redemption_id: redemptionId },
      now(),
    )
  })
  return { id }
}

/** Whoever has what was typed at the beginning of a word; nothing of slips, of the middle of names, or of an order. */
async function lookUpTyped(query: string): Promise<object> {
  const text = new URLSearchParams(query).get('text') ?? ''
  const { words } = readTyped(text, 'AU')
  const ranges = words.map((word) => word.ranges)
  // A card is looked up by its number, not as a word.
  const ids = await findByWords(database.read, ranges, foundMax)
  return listFound(database.read, ids)
}

async function redeemableBenefits(profileId: string): Promise<object> {
  return database.read`
    select * from benefit where profile_id = ${profileId} and deleted_at is null and redemptions_remaining > 0`
}

function answerTo(request: IncomingMessage, body: string): Promise<object> {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const [, , , what = '', id = '', action = ''] = path.split('/')
  if (id === 'lookup') return lookUpTyped(query)
  if (action === 'benefits') return redeemableBenefits(id)
  const given = (): unknown => JSON.parse(body)
  if (id === 'search-id') return lookUp(given() as Parameters<typeof lookUp>[0])
  if (action === 'balances') return balances(id)
  if (action === 'redeem') return redeem(id, given() as Parameters<typeof redeem>[1])
  if (action === 'reversal') return reversal(Number(id))
  if (what === 'transactions') return recordSale(database.write, given() as Sale, userId, now())
  throw new Error(`the floor knows nothing of ${request.url}`)
}

async function answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  try {
    send(response, 200, JSON.stringify({ data: await answerTo(request, body) }))
  } catch (error) {
    send(response, 500, String(error))
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => void answer(request, response, body))
})
server.listen(0, '127.0.0.1', () => console.log(`floor on ${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', () => process.exit(0))
