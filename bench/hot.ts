// One hot member: sixteen tills at once on one profile, while others are looked up beside them.
import { randomUUID } from 'node:crypto'

import type { Sql } from '../packages/server/src/db/open.ts'
import { lookUp, redeem } from './calls.ts'
import { drive, type Figure, Samples, type Server } from './measure.ts'
import { profileIdOf, randomMember } from './members.ts'
import type { Till } from './till.ts'

const tills = 16
const readers = 2
const large = 1_000_000_000
/** Minor units that sixteen tills ask more than, 1.00 at a time. */
const small = 5_000
const attempts = 160
const overspendMsMax = 60_000

export interface HotMember {
  /** Redemptions on the one member, and as many tills on as many members. */
  readonly onOne: Figure
  readonly onMany: Figure
  /** Look-ups of other members: with nothing beside them, beside tills on many members, and beside those on one. */
  readonly readsAlone: Figure
  readonly readsBesideMany: Figure
  readonly readsBesideOne: Figure
  /** Acknowledged and not taken, or taken and not acknowledged, in minor units. */
  readonly unexplainedMinor: number
  /** Taken beyond what a member had, in minor units. */
  readonly overspentMinor: number
}

interface Place {
  readonly sql: Sql
  readonly server: Server
  readonly profiles: number
  readonly seconds: number
}

async function enrol(sql: Sql, minor: number): Promise<string> {
  const id = randomUUID()
  await sql`insert into profile (id, first_name, last_name, joined_at, created_at, updated_at) values (${id}, 'Hot', 'Member', now(), now(), now())`
  await sql`
    with given as (
      insert into reward (profile_id, definition_id, currency, value_initial, value_remaining, issued_at, timezone, created_at, updated_at)
      values (${id}, 1, 'AUD', ${minor}, ${minor}, now() - interval '1 day', 'UTC', now(), now()) returning id)
    insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, created_at)
    select ${id}, 'reward', id, ${minor}, ${minor}, 'issue', now() from given`
  return id
}

/** What left the member's reward, which the entries must tell too. */
async function takenFrom(sql: Sql, profileId: string): Promise<number> {
  const [row] = await sql<{ taken: number; booked: number }[]>`
    select (select sum(value_initial - value_remaining)::bigint from reward where profile_id = ${profileId}) as taken,
           (select coalesce(-sum(amount), 0)::bigint from ledger_entry where profile_id = ${profileId} and cause = 'redeem') as booked`
  if (!row || row.taken !== row.booked) throw new Error('what left a reward is not what its entries say')
  return row.taken
}

/** A redemption of 1.00; true when it was made, false when it was refused because nothing was left. */
async function take(till: Till, profileId: string): Promise<boolean> {
  const { status, body } = await redeem(till, profileId)
  if (status >= 200 && status <= 299) return true
  if (body.includes('balance_short') || body.includes('nothing_to_redeem')) return false
  throw new Error(`redeem was answered ${status}: ${body.slice(0, 200)}`)
}

/** Look-ups of random members while sixteen tills redeem from the target, if there is one. */
async function readBeside({ server, profiles, seconds }: Place, target: (() => string) | null) {
  const reads = new Samples()
  const redeems = new Samples()
  let taken = 0
  const stretch = { warmUpMs: 1000, measuredMs: seconds * 1000 }
  const makeRead = async (till: Till): Promise<boolean> => {
    await lookUp(till, randomMember(profiles))
    return true
  }
  const makeRedeem = async (till: Till): Promise<boolean> => {
    if (target && (await take(till, target()))) taken += 1
    return true
  }
  const reading = drive(server, { ...stretch, tills: readers, make: makeRead }, reads)
  if (target) await drive(server, { ...stretch, tills, make: makeRedeem }, redeems)
  await reading
  return { reads: reads.figure(), redeems: redeems.figure(), takenMinor: taken * 100 }
}

/** Together the tills ask for more than there is: exactly what there is may be taken. */
async function overspend({ sql, server }: Place): Promise<number> {
  const profileId = await enrol(sql, small)
  const samples = new Samples()
  let left = attempts
  const make = async (till: Till): Promise<boolean> => {
    left -= 1
    if (left < 0) return false
    await take(till, profileId)
    return true
  }
  await drive(server, { tills, warmUpMs: 0, measuredMs: overspendMsMax, make }, samples)
  if (samples.error !== null) throw new Error(samples.error)
  return (await takenFrom(sql, profileId)) - small
}

export async function measureHotMember(place: Place): Promise<HotMember> {
  const { sql, profiles } = place
  const hot = await enrol(sql, large)
  const alone = await readBeside(place, null)
  const many = await readBeside(place, () => profileIdOf(randomMember(profiles)))
  const one = await readBeside(place, () => hot)
  return {
    onOne: one.redeems,
    onMany: many.redeems,
    readsAlone: alone.reads,
    readsBesideMany: many.reads,
    readsBesideOne: one.reads,
    unexplainedMinor: (await takenFrom(sql, hot)) - one.takenMinor,
    overspentMinor: await overspend(place),
  }
}
