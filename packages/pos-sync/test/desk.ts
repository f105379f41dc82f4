// A receiver in front of a POS database, and a sender that signs as the server does.
import { createHmac, randomUUID } from 'node:crypto'

import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'

import { createLog } from '../src/command/log.ts'
import { openPosDatabase, type PosDatabase } from '../src/database/open.ts'
import { createTables } from '../src/database/tables.ts'
import { readMapping } from '../src/mapping/mapping.ts'
import { Receiver } from '../src/receive/receiver.ts'
import { Loyalty } from '../src/server/loyalty.ts'
import { Keeper } from '../src/sync/keeper.ts'
import { databasePos, type Pos } from '../src/sync/unit.ts'
import { createPosDatabase, exampleMapping, loadExample, type TestDatabase } from './databases.ts'

export const standardSecret = `whsec_${Buffer.from('a secret of thirty-two bytes long').toString('base64')}`
export const omneoSecret = 'horsebatterystaple'

type Customer = Readonly<Record<string, unknown>>

interface Sent {
  readonly id?: string
  readonly at?: Date
  readonly secret?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the JSON of the body. */
  readonly raw?: string
  /** Signed with the shared secret of plain Omneo alone. */
  readonly isOmneo?: boolean
}

export interface Desk {
  readonly url: string
  readonly pos: Pos
  readonly database: PosDatabase
  readonly test: TestDatabase
  readonly counted: Readonly<Record<string, number>>
  deliver(event: string, body: unknown, sent?: Sent): Promise<{ status: number; body: Record<string, unknown> }>
  customers(): Promise<readonly Customer[]>
  run(text: string): Promise<void>
  close(): Promise<void>
}

function signed(
  body: string,
  { id = `msg_${randomUUID()}`, at = new Date(), secret = standardSecret, isOmneo = false }: Sent,
) {
  if (isOmneo) return { 'x-omneo-hmac-sha256': createHmac('sha256', omneoSecret).update(body).digest('hex') }
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
}

const delivering =
  (url: string): Desk['deliver'] =>
  async (event, body, sent = {}) => {
    const text = sent.raw ?? JSON.stringify(body)
    const method = sent.method ?? 'POST'
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', 'x-omneo-event': event, ...signed(text, sent), ...sent.headers },
      ...(method === 'POST' ? { body: text } : {}),
    })
    const answered = await response.text()
    return { status: response.status, body: answered === '' ? {} : (JSON.parse(answered) as Record<string, unknown>) }
  }

/** The loyalty server is away: what only it can say cannot be said here. */
export async function openDesk(
  kind: TestDatabase['kind'],
  { mapping: mappingText = exampleMapping } = {},
): Promise<Desk> {
  const test = await createPosDatabase(kind)
  const database = openPosDatabase(test.url)
  await loadExample(database, kind)
  await createTables(database)
  const mapping = readMapping(mappingText)
  const pos = databasePos(database, mapping)
  const now = (): Date => new Date()
  const loyalty = new Loyalty(
    { url: 'http://127.0.0.1:9', token: 'none', dialect: 'tillside', patienceMs: 200 },
    mapping,
  )
  const counted: Record<string, number> = {}
  const count = (name: string): void => void (counted[name] = (counted[name] ?? 0) + 1)
  const receiver = new Receiver({
    mapping,
    secrets: { standard: [standardSecret], omneo: omneoSecret },
    keeper: new Keeper({ pos, loyalty, now }),
    counts: { refused: count, received: count },
    log: createLog('silent'),
    now,
  })
  const url = `http://127.0.0.1:${await receiver.listen(0, '127.0.0.1')}`
  return {
    url,
    pos,
    database,
    test,
    counted,
    deliver: delivering(url),
    customers: async () =>
      (await sql<Customer>`select * from customer order by customer_number`.execute(database.db)).rows,
    run: async (text) => void (await sql.raw(text).execute(database.db)),
    close: async () => {
      await receiver.close()
      await database.close()
      await test.remove()
    },
  }
}

let members = 0
/** A profile as a webhook carries it. */
export function profile(version: number, fields: Readonly<Record<string, unknown>> = {}) {
  members += 1
  const hex = members.toString(16).padStart(12, '0')
  return {
    id: `6d1f0a52-0f2e-4c56-9f0a-${hex}`,
    first_name: 'Sample',
    last_name: 'Member',
    email: `sample-${members}@example.com`,
    mobile_phone: '+61400000321',
    birth_date: '1990-02-28',
    company: null,
    attributes: { comms: { email_promo: true } },
    identities: [],
    reward_balance: 32.5,
    point_balance: 880.125,
    updated_at: '2025-07-04 01:20:00',
    version,
    profile_version: version,
    ...fields,
  }
}
