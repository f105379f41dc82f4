// What keeps a POS customer database from harm: a server that is not the one that it was filled from, merges that nobody told of.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createLog } from '@tillside/pos-sync/command/log'
import { createMetrics } from '@tillside/pos-sync/command/metrics'
import { readMapping } from '@tillside/pos-sync/mapping/mapping'
import { Keeper } from '@tillside/pos-sync/sync/keeper'
import { isRemapped } from '@tillside/pos-sync/sync/read-again'
import { Service } from '@tillside/pos-sync/sync/service'

import { exampleMapping, kinds } from '../../pos-sync/test/databases.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'
import { facing, openPosSide, type PosSide, under } from './pos-side.ts'
import { openSyncShop, type SyncShop } from './sync-shop.ts'

let synced: SyncShop
let shop: Shop
const enrol: SyncShop['enrol'] = (fields) => synced.enrol(fields)
const enrolMany = (many: number) => Promise.all(Array.from({ length: many }, () => enrol()))

/** The same POS with more fields in its mapping, as after a restart. */
function remapped(side: PosSide, more: Readonly<Record<string, unknown>>) {
  const { fields } = JSON.parse(exampleMapping) as { fields: object }
  return under(side, { enrol: false, fields: { ...fields, ...more } })
}

describe.each(kinds)('a POS on %s', (kind) => {
  let side: PosSide
  beforeAll(async () => {
    synced = await openSyncShop()
    shop = synced.shop
    side = await openPosSide(shop, kind)
  })
  afterAll(async () => {
    await side.close()
    await synced.close()
  })

  test('a server that has none of the members takes nothing away and is told nothing, until a person confirms it', async () => {
    await enrolMany(12)
    await side.service.catchUp()
    const before = await side.customers()
    const other = await openShop()
    try {
      await other.post('profiles', { email: 'stranger@example.com' })
      const wrong = facing(side, other)
      await side.run(`update customer set first_name = 'Typed' where customer_number = 'C-000001'`)
      await side.run(`insert into customer (customer_number, email) values ('WALK-IN', 'walk-in@example.com')`)
      expect(await wrong.catchUp()).toMatchObject({ found: 13, repaired: 0, unknown: 12 })
      const walkIn = await other.get('profiles?filter[email]=walk-in@example.com')
      expect(walkIn.body.data).toEqual([])
      const emails = (customers: typeof before) => customers.map(({ email }) => email).sort()
      expect(emails(await side.customers())).toEqual([...emails(before), 'walk-in@example.com'].sort())
      await side.run(`delete from customer where customer_number = 'WALK-IN'`)
      expect(await side.service.catchUp(), 'the right one goes on where it was').toMatchObject({ unknown: 0 })
      expect(await wrong.compare({ confirmsServer: true })).toMatchObject({ repaired: 13, unknown: 0 })
      const theirs = (await side.customers()).filter(({ loyalty_profile_id: id }) => id !== null)
      expect(theirs).toMatchObject([{ email: 'stranger@example.com' }])
      expect(emails(await side.customers()), 'and the customers are customers still').toEqual(
        [...emails(before), 'stranger@example.com'].sort(),
      )
    } finally {
      await other.close()
    }
  })

  test('a merge that nobody told of is no deletion, and one compare follows it, whether or not anybody left an identity', async () => {
    const own = await openPosSide(shop, kind, { enrol: false })
    try {
      const [losers, winners] = [await enrolMany(12), await enrolMany(12)]
      await own.service.compare()
      for (const [index, loser] of losers.entries())
        await shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: winners[index] })
      expect(await own.service.compare()).toMatchObject({ withheld: 0 })
      const left = (await own.customers()).map(({ loyalty_profile_id: id }) => id)
      expect(left.filter((id) => losers.includes(String(id)))).toEqual([])
      expect(await own.service.compare()).toMatchObject({ ranges: 0, found: 0 })
    } finally {
      await own.close()
    }
  })

  test('numbers that are taken are passed over, however the database spells them', async () => {
    const number = { column: 'id', made_by: 'sync', digits: 6 }
    const fields = { last_name: { column: 'name', empty: '' } }
    const others = {
      merged_into: undefined,
      changed_at: undefined,
      match: [],
      enrol: false,
      identity: `client-${kind}`,
    }
    const own = await openPosSide(shop, kind, { table: 'client', number, fields, ...others })
    try {
      await own.run('create table client (id bigint primary key, loyalty_profile_id varchar(36), name varchar(99))')
      await own.run(`insert into client (id, name) values (1, 'there'), (2, 'before')`)
      await enrol({ last_name: 'Third' })
      await own.service.fillOnce(() => {})
      expect(await own.pos.outside.asides.list('down', 3)).toEqual([])
    } finally {
      await own.close()
    }
  })

  test.runIf(kind === 'sqlite')('a mapping of a hundred columns is filled too', async () => {
    const handles = Array.from({ length: 100 }, (_, index) => `wide_${index}`)
    const wide = handles.map((handle) => [`custom.shop.${handle}`, { column: handle }])
    const own = await openPosSide(shop, kind, {
      table: 'wide',
      fields: Object.fromEntries([['email', { column: 'email' }], ...wide]),
      merged_into: undefined,
      changed_at: undefined,
      enrol: false,
    })
    try {
      const columns = handles.map((handle) => `${handle} text`).join(', ')
      await own.run(`create table wide (customer_number varchar(20) primary key, loyalty_profile_id varchar(36),
        email varchar(190), ${columns})`)
      const members = Array.from({ length: 400 }, (_, index) => ({ email: `wide-${index}@example.com` }))
      for (let from = 0; from < members.length; from += 40)
        await Promise.all(members.slice(from, from + 40).map((member) => enrol(member)))
      expect(await own.service.fillOnce(() => {})).toBe(true)
    } finally {
      await own.close()
    }
  })

  test('a record that somebody deletes in the POS is written again by the next compare, and a column that is mapped later is filled', async () => {
    const own = await openPosSide(shop, kind, { enrol: false })
    try {
      const [deleted, other] = [await enrol({ last_name: 'Deleted' }), await enrol({ last_name: 'Other' })]
      await own.service.fillOnce(() => {})
      await own.service.catchUp()
      await own.run(`delete from customer where loyalty_profile_id = '${deleted}'`)
      expect(await own.service.catchUp()).toMatchObject({ found: 1, repaired: 1 })
      expect(await own.customerOf(deleted)).toMatchObject({ last_name: 'Deleted' })
      await own.run('alter table customer add column whole_name varchar(190)')
      const { pos, loyalty } = remapped(own, { full_name: { column: 'whole_name' } })
      expect(await isRemapped(pos)).toBe(true)
      const now = (): Date => new Date()
      const keeper = new Keeper({ pos, loyalty, now })
      const service = new Service({ pos, loyalty, keeper, metrics: createMetrics(), log: createLog('silent'), now })
      await service.catchUp()
      expect((await own.customerOf(other))?.['whole_name']).toMatch(/Other$/)
      expect([await isRemapped(pos), await service.catchUp()]).toMatchObject([false, { found: 0 }])
    } finally {
      await own.close()
    }
  })

  test.runIf(kind === 'sqlite')(
    'a fill that is stopped ends after its page, and is no fill that was finished',
    async () => {
      const own = await openPosSide(shop, kind, { enrol: false })
      try {
        const { service, pos } = own
        const stopping = service.stop()
        await enrolMany(500)
        expect(await service.fillOnce(() => {})).toBe(false)
        await stopping
        expect(await pos.outside.progress.read('pages_filled')).toBe('1')
      } finally {
        await own.close()
      }
    },
  )

  test('a record whose member was merged away and then deleted points nowhere', async () => {
    const own = await openPosSide(shop, kind, { enrol: false })
    try {
      const [loser, winner] = [await enrol(), await enrol()]
      await own.service.compare()
      await shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: winner })
      await own.service.compare()
      expect((await own.customers()).filter(({ merged_into: merged }) => merged !== null)).toHaveLength(1)
      await shop.remove(`profiles/${winner}`)
      await own.service.compare()
      expect((await own.customers()).filter(({ merged_into: merged }) => merged !== null)).toEqual([])
    } finally {
      await own.close()
    }
  })

  test('a mapping that enrols without an e-mail address is refused', () => {
    const example = JSON.parse(exampleMapping) as object
    const without = { ...example, match: [], fields: { last_name: { column: 'last_name' } } }
    expect(() => readMapping(JSON.stringify(without))).toThrow(/^enrol: email is not among the fields/)
  })
})
