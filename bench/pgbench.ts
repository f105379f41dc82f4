// pgbench with the redemption's own statements: what PostgreSQL and the disk can do when nothing else asks. The statements
// are not copied here but listened to, while our store redeems once in a transaction that is rolled back.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

import { instant } from '@tillside/rules/time'

import type { Connection, Tx } from '../packages/server/src/db/open.ts'
import { lockProfileForValue } from '../packages/server/src/profiles/store.ts'
import { burn, drawRedemptionId, type NewRedemption } from '../packages/server/src/redemptions/store.ts'
import { listOpenRows } from '../packages/server/src/redemptions/store-rows.ts'
import { profileIdOf, profileIdSql } from './members.ts'
import { stockMinor } from './stock.ts'

export const isPgbenchInstalled = (): boolean => spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0

interface Heard {
  readonly text: string
  readonly values: readonly unknown[]
}

/** A member whose reward has the member's own number, which no other value of the statements is. */
const sampleMember = 937

class RolledBack extends Error {}

async function listen(connection: Connection): Promise<Heard[]> {
  const heard: Heard[] = []
  const int8 = { to: 20, from: [20], serialize: String, parse: Number }
  const moment = { to: 1184, from: [1184], serialize: (ms: number) => new Date(ms).toISOString(), parse: Date.parse }
  const settings = {
    max: 1,
    transform: { undefined: null },
    types: { count: int8, moment },
    debug: (_: number, text: string, values: unknown[]) => void heard.push({ text, values }),
  }
  const sql = 'url' in connection ? postgres(connection.url, settings) : postgres({ ...settings, ...connection })
  const profileId = profileIdOf(sampleMember)
  const now = instant(Date.now())
  const named = {
    location_id: null,
    meta: null,
    transaction_external_id: null,
    transaction_receipt_ref: null,
    linked_redemption_id: null,
    reason: null,
  }
  const redemption: NewRedemption = {
    ...named,
    profile_id: profileId,
    type: 'redeem',
    total_minor: stockMinor,
    currency: 'AUD',
    user_id: 1,
  }
  try {
    await sql.begin(async (driverTx) => {
      const tx = driverTx as unknown as Tx
      await lockProfileForValue(tx, profileId)
      await listOpenRows(tx, profileId, now)
      await drawRedemptionId(tx)
      await burn(
        tx,
        sampleRedemption,
        redemption,
        [{ kind: 'reward', id: sampleMember, amount: stockMinor, value: stockMinor }],
        now,
      )
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
  return heard.filter(({ text }) => /\b(profile|reward|redemption|redemption_id_seq)\b/.test(text))
}

/** Stands for the id that was drawn just before. */
const sampleRedemption = 987_654_321

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A list of one number, as the driver writes it. */
const listOfSample = `{"${sampleMember}"}`

/** A value as pgbench writes it: the member, and with them the reward, is another one each time. The driver hands over texts. */
function written(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text === String(sampleRedemption)) return "currval('redemption_id_seq')"
  if (text === profileIdOf(sampleMember)) return profileIdSql(':n')
  if (text === listOfSample) return "('{' || :n || '}')"
  return quoted(text)
}

function script(statements: readonly Heard[]): string {
  const lines = statements.map(({ text, values }) => {
    const filled = text.replaceAll(/\$(\d+)/g, (_, position: string) => written(values[Number(position) - 1]))
    return `${filled.replaceAll(/\s+/g, ' ').trim()};`
  })
  return ['\\set n random(1, :profiles)', 'begin;', ...lines, 'commit;', ''].join('\n')
}

function addressOf(connection: Connection): string[] {
  if (!('url' in connection)) {
    return ['-h', connection.host, '-p', String(connection.port), '-U', connection.username, connection.database]
  }
  return [connection.url]
}

async function output(args: readonly string[]): Promise<string> {
  const child = spawn('pgbench', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`pgbench failed: ${complained.trim().split('\n').slice(-5).join(' ')}`)
  return said
}

export interface Pgbench {
  /** Redemptions a second. */
  run(connections: number, seconds: number): Promise<number>
  close(): void
}

export async function preparePgbench(connection: Connection, profiles: number): Promise<Pgbench> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-pgbench-'))
  const file = join(folder, 'redeem.sql')
  writeFileSync(file, script(await listen(connection)))
  return {
    run: async (connections, seconds) => {
      const shape = ['-n', '-M', 'prepared', '-f', file, '-D', `profiles=${profiles}`]
      const size = [
        '-c',
        String(connections),
        '-j',
        String(Math.min(connections, 2)),
        '-T',
        String(Math.max(1, Math.round(seconds))),
      ]
      const said = await output([...shape, ...size, ...addressOf(connection)])
      const perSecond = Number(/^tps = ([\d.]+)/m.exec(said)?.[1])
      if (!(perSecond > 0)) throw new Error(`pgbench told no rate: ${said}`)
      return perSecond
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
