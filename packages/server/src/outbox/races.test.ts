// P6 with everybody at once: whoever reads the feed while others write sees every change, once, in one order.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Told } from '../../test/changes.ts'
import { findingsOf } from '../../test/doctor.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await programme.audit()
  await shop.close()
})

const writers = 100
const deedsEach = 4
const members = 10

/** Reads on and on, in pages that are never the same size, until it is told that no more will come and has read it all. */
async function follow(isOver: () => boolean): Promise<Told[]> {
  const seen: Told[] = []
  for (let next = 0, page = 1; ; page += 1) {
    const isLast = isOver()
    const { body } = await shop.get(`changes?after=${next}&limit=${(page % 7) + 1}`)
    seen.push(...body.data)
    next = body.meta.next_after
    if (isLast && next === body.meta.newest) return seen
    if (body.data.length === 0) await sleep(1)
  }
}

/** What each of them does in turn: value, profiles, sales, and what is refused. */
async function write(writer: number, ids: readonly string[]): Promise<void> {
  for (let deed = 0; deed < deedsEach; deed += 1) {
    const id = ids[(writer * 7 + deed * 3) % ids.length] as string
    const kind = (writer + deed) % 4
    if (kind === 0) await programme.redeem(id, { amount: 1 }, { key: `${writer}-${deed}` })
    if (kind === 1) await shop.put(`profiles/${id}`, { first_name: `Name ${writer}-${deed}` })
    if (kind === 2) await programme.redeem(id, { amount: 1_000_000, strict: true })
    if (kind === 3) {
      const items = [{ name: 'Tea', quantity: 1, price_current: 3, price_sell: 3 }]
      const sale = {
        profile_id: id,
        external_id: `${writer}-${deed}`,
        transacted_at: '2025-07-04 11:00:00',
        items,
        total: 3,
      }
      await shop.post('transactions', { ...sale, timezone: 'Australia/Sydney' })
    }
  }
}

test('a hundred writers, two servers that number, and a reader: every change once, without gaps, and no member goes backwards', async () => {
  const ids = await Promise.all(Array.from({ length: members }, () => programme.member()))
  for (const id of ids) await programme.reward(id, 500)
  const stops = [shop.startNumbering(), shop.startNumbering()]
  let isOver = false
  const reading = follow(() => isOver)
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer, ids)))
  await Promise.all(stops.map((stop) => stop()))
  await shop.runJobs()
  isOver = true
  const seen = await reading

  expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => index + 1))
  for (const id of ids) {
    const own = seen.filter(({ profile_id }) => profile_id === id).map(({ version }) => version)
    const { version } = (await shop.get(`profiles/${id}`)).body.data
    expect(own).toEqual(Array.from({ length: version }, (_, index) => index + 1))
  }
  // Each writer's four kinds of deed come by turns, and a quarter of them is refused.
  const refused = Array.from(
    { length: writers * deedsEach },
    (_, deed) => Math.floor(deed / deedsEach) + (deed % deedsEach),
  )
  const silent = refused.filter((kind) => kind % 4 === 2).length
  expect(seen).toHaveLength(members + writers * deedsEach - silent)
})

test('a change that commits late is numbered late: nobody can pass it by', async () => {
  const [slow, quick] = [await programme.member(), await programme.member()]
  await shop.runJobs()
  const { newest } = (await shop.get('changes?limit=1')).body.meta
  // Its place in the queue is drawn, and its commit is still to come.
  let commit: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    commit = resolve
  })
  const drawn = shop.sql.begin(async (tx) => {
    await tx`update profile set version = version + 1 where id = ${slow}`
    await tx`
      insert into outbox (profile_id, version, types, events, at)
      select id, version, '{profile}', '[{"event": "profile.updated", "subject_id": null}]', ${shop.now()} from profile where id = ${slow}`
    await held
  })
  await programme.reward(quick, 5)
  await shop.runJobs()
  const first = (await shop.get(`changes?after=${newest}`)).body
  expect(first.data.map((change: Told) => change.profile_id)).toEqual([quick])
  commit()
  await drawn
  await shop.runJobs()
  const second = (await shop.get(`changes?after=${first.meta.next_after}`)).body
  expect(second.data.map((change: Told) => [change.number, change.profile_id])).toEqual([[newest + 2, slow]])
})

test('while somebody else numbers, the others wait for their turn and take nothing away', async () => {
  const member = await programme.member()
  let letGo: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let isHeld: () => void = () => {}
  const holding = new Promise<void>((resolve) => {
    isHeld = resolve
  })
  const other = shop.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7155014)`
    isHeld()
    await held
  })
  await holding
  await programme.reward(member, 5)
  await shop.runJobs()
  const waiting = await shop.sql`select 1 from outbox`
  letGo()
  await other
  expect(waiting).toHaveLength(1)
  await shop.runJobs()
  expect(await shop.sql`select 1 from outbox`).toHaveLength(0)
})
