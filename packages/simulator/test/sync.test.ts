// The POS customer database and the loyalty server, in step both ways: the real server, and each database that a POS may have.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { noDoubts } from '@tillside/pos-sync/sync/doubts'
import { pull } from '@tillside/pos-sync/sync/pull'

import { kinds } from '../../pos-sync/test/databases.ts'
import type { Shop } from '../../server/test/shop.ts'
import { type Customer, openPosSide, type PosSide } from './pos-side.ts'
import { openSyncShop, type SyncShop } from './sync-shop.ts'

let synced: SyncShop
let shop: Shop
const enrol: SyncShop['enrol'] = (fields) => synced.enrol(fields)
const read: SyncShop['read'] = (id) => synced.read(id)
const numbersOf = async (id: string): Promise<readonly string[]> =>
  (await read(id)).identities
    .filter(({ handle }: { handle: string }) => handle === 'pos-customer')
    .map(({ identifier }: { identifier: string }) => identifier)

describe.each(kinds)('a POS on %s', (kind) => {
  let side: PosSide
  const quiet = (): void => {}
  beforeAll(async () => {
    synced = await openSyncShop()
    shop = synced.shop
    side = await openPosSide(shop, kind)
  })
  afterAll(async () => {
    await side.close()
    await synced.close()
  })

  test('the first fill brings every member down, once, and the server learns the number of each', async () => {
    const ids = [await enrol({ last_name: 'O’Hara', mobile_phone: '0400 000 321' }), await enrol(), await enrol()]
    expect(await side.service.fillOnce(quiet)).toBe(true)
    expect(await side.service.fillOnce(quiet)).toBe(false)
    expect(await side.customerOf(ids[0] ?? '')).toMatchObject({ last_name: 'O’Hara', mobile_phone: '+61400000321' })
    await side.service.link({ again: false })
    for (const id of ids) expect(await numbersOf(id)).toContain((await side.customerOf(id))?.['customer_number'])
  })

  test('what was lost on the way is found by the compare and repaired; then both sides are equal', async () => {
    const [changed, gone, fresh] = [await enrol(), await enrol(), await enrol()]
    await side.service.catchUp()
    await shop.put(`profiles/${changed}`, { last_name: 'Lost-Once' })
    await shop.remove(`profiles/${gone}`)
    await shop.put(`profiles/${fresh}`, { first_name: 'Fresh' })
    const late = await enrol({ first_name: 'Late' })
    expect(await side.service.compare()).toMatchObject({ ranges: 4, found: 4, repaired: 4, setAside: 0 })
    expect(await side.customerOf(changed)).toMatchObject({ last_name: 'Lost-Once' })
    expect(await side.customerOf(late)).toMatchObject({ first_name: 'Late' })
    expect(await side.customerOf(gone)).toBeUndefined()
    await side.service.link({ again: true })
    expect(await side.service.compare()).toEqual({ ranges: 0, found: 0, repaired: 0, setAside: 0, ...noDoubts })
  })

  test('the numbers of many members go up in one batch, and both sides are equal afterwards', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => enrol()))
    await side.service.compare()
    await side.service.link({ again: false })
    for (const id of ids.slice(0, 3))
      expect(await numbersOf(id)).toEqual([(await side.customerOf(id))?.['customer_number']])
    expect(await side.service.compare()).toMatchObject({ ranges: 0, found: 0 })
    expect(await side.pos.outside.members.listUnlinked('', 10)).toEqual([])
  })

  test('a merge leads whoever looks up the old record to the member who stayed, whether it is told of or found', async () => {
    const [stays, goes, goesUnseen] = [await enrol({ first_name: 'Stays' }), await enrol(), await enrol()]
    await side.service.catchUp()
    const numbers = await Promise.all(
      [stays, goes, goesUnseen].map(async (id) => (await side.customerOf(id))?.['customer_number']),
    )
    await shop.post('profiles/merge', { source_profile_id: goes, destination_profile_id: stays })
    await side.keeper.takeHint(goes, null)
    await shop.post('profiles/merge', { source_profile_id: goesUnseen, destination_profile_id: stays })
    await side.service.catchUp()
    const records = (await side.customers()).filter((one) => numbers.includes(one['customer_number']))
    expect(records.map((one) => [one['loyalty_profile_id'], one['merged_into']]).sort()).toEqual(
      [
        [stays, null],
        [stays, numbers[0]],
        [stays, numbers[0]],
      ].sort(),
    )
    expect(await numbersOf(stays)).toEqual(expect.arrayContaining(numbers))
  })

  test('a POS that asks instead of being told follows the feed, once and to its end', async () => {
    const asking = await openPosSide(shop, kind, {
      number: { column: 'customer_number', made_by: 'sync', prefix: 'ASK-' },
    })
    const before = await enrol({ first_name: 'Before' })
    expect(await asking.service.fillOnce(quiet, { pulls: true })).toBe(true)
    const after = await enrol({ first_name: 'After' })
    await shop.put(`profiles/${before}`, { first_name: 'Changed' })
    await shop.runJobs()
    expect(await pull(asking)).toBe(true)
    expect(await asking.customerOf(before)).toMatchObject({ first_name: 'Changed' })
    expect(await asking.customerOf(after)).toMatchObject({ first_name: 'After' })
    await asking.close()
  })

  test('value shows where the mapping keeps balances, and makes no difference where it does not', async () => {
    const plain = await openPosSide(shop, kind, {
      fields: { first_name: { column: 'first_name' }, email: { column: 'email' } },
      number: { column: 'customer_number', made_by: 'sync', prefix: 'PLAIN-' },
    })
    const id = await enrol()
    for (const each of [side, plain]) await each.service.catchUp()
    await shop.post('rewards/definitions', { handle: 'kind', name: 'Kind', value: 10, type: 'bonus', period: 90 })
    const reward = { profile_id: id, reward_definition_handle: 'kind', timezone: 'UTC', value_initial: 12.34 }
    expect((await shop.post('rewards', reward)).status).toBe(201)
    await side.service.link({ again: true })
    const { version, profile_version: profileVersion } = await read(id)
    expect(version).toBeGreaterThan(profileVersion)
    expect(await side.keeper.takeHint(id, version)).toBe('applied')
    expect(await side.keeper.takeHint(id, version)).toBe('older')
    expect(Number((await side.customerOf(id))?.['reward_balance'])).toBe(12.34)
    expect(await plain.keeper.takeHint(id, profileVersion)).toBe('older')
    await plain.close()
  })

  test('a POS whose database counts its customers itself is filled too, and a record that is deleted there is gone', async () => {
    const counting = await openPosSide(shop, kind, {
      table: 'client',
      number: { column: 'id', made_by: 'database' },
      merged_into: undefined,
      changed_at: undefined,
      deleted: 'delete',
      identity: `client-${kind}`,
      fields: { email: { column: 'mail', wins: 'pos' }, last_name: { column: 'name', empty: '' } },
    })
    const key = {
      sqlite: 'integer primary key autoincrement',
      postgres: 'bigint generated always as identity primary key',
      mariadb: 'bigint auto_increment primary key',
    }[kind]
    await counting.run(
      `create table client (id ${key}, profile_ref varchar(36), loyalty_profile_id varchar(36), mail varchar(255), name varchar(99) not null)`,
    )
    await counting.run(`insert into client (mail, name) values ('first-${kind}@example.com', '')`)
    const first = await enrol({ email: `first-${kind}@example.com`, last_name: 'First' })
    const tricky = await enrol({ identities: [{ handle: `client-${kind}`, identifier: '1x' }] })
    await counting.service.fillOnce(quiet)
    await counting.service.catchUp()
    const clients = async () =>
      (await sql<Customer>`select * from client order by id`.execute(counting.database.db)).rows
    const idOf = async (profileId: string) =>
      (await clients()).find((one) => one['loyalty_profile_id'] === profileId)?.['id']
    expect(Number(await idOf(first)), 'who was there before').toBe(1)
    expect(Number(await idOf(tricky)), 'a number that only begins like one').toBeGreaterThan(1)
    expect((await read(first)).identities).toMatchObject([{ handle: `client-${kind}`, identifier: '1' }])
    await counting.run(`update client set name = 'Edited' where id = 1`)
    await counting.service.sendUp({ all: false })
    expect(await read(first)).toMatchObject({ last_name: 'Edited' })
    await shop.remove(`profiles/${first}`)
    await counting.service.compare()
    expect((await clients()).some((one) => Number(one['id']) === 1)).toBe(false)
    expect(await counting.service.compare()).toMatchObject({ ranges: 0 })
    await counting.close()
  })

  test('a member who is deleted leaves a customer without a name', async () => {
    const id = await enrol({ first_name: 'Forget', last_name: 'Me', email: `forget-${kind}@example.com` })
    await side.service.catchUp()
    const number = (await side.customerOf(id))?.['customer_number']
    await shop.remove(`profiles/${id}`)
    await side.keeper.takeHint(id, null)
    const customer = (await side.customers()).find(({ customer_number: each }) => each === number)
    expect(customer).toMatchObject({ first_name: '', last_name: '', email: null, loyalty_profile_id: null })
  })

  test('a customer whose record is kept when the member is deleted is not enrolled again', async () => {
    const keeping = await openPosSide(shop, kind, {
      deleted: 'keep',
      number: { column: 'customer_number', made_by: 'sync', prefix: 'KEEP-' },
    })
    const email = `kept-${kind}@example.com`
    const id = await enrol({ email })
    await keeping.service.catchUp()
    await shop.remove(`profiles/${id}`)
    await keeping.service.catchUp()
    await keeping.run(`update customer set first_name = 'Edited' where email = '${email}'`)
    await keeping.service.catchUp()
    expect((await keeping.customers()).filter((one) => one['email'] === email)).toMatchObject([
      { first_name: 'Edited', loyalty_profile_id: null },
    ])
    expect((await shop.get(`profiles?filter[email]=${email}`)).body.data).toEqual([])
    await keeping.close()
  })

  test('what comes late of a member who is gone brings nobody back', async () => {
    const id = await enrol()
    const snapshot = await side.loyalty.read(id)
    if (!snapshot) throw new Error('the member was just enrolled')
    await side.keeper.take(snapshot)
    await shop.remove(`profiles/${id}`)
    await side.keeper.takeHint(id, null)
    expect(await side.keeper.take({ ...snapshot, version: (snapshot.version ?? 0) + 9 })).toBe('older')
    expect(await side.customerOf(id)).toBeUndefined()
  })

  test('what a cashier changes goes up; a field that the server owns is put back', async () => {
    const id = await enrol({ first_name: 'Before', company: 'Old Ltd' })
    await side.service.catchUp()
    await side.run(
      `update customer set first_name = 'After', company = '', mobile_phone = '0400 000 ${kind.length}99', reward_balance = 500 where loyalty_profile_id = '${id}'`,
    )
    await side.service.sendUp({ all: false })
    expect(await read(id)).toMatchObject({
      first_name: 'After',
      company: null,
      mobile_phone: `+61400000${kind.length}99`,
    })
    const customer = await side.customerOf(id)
    expect(customer).toMatchObject({ first_name: 'After', mobile_phone: `+61400000${kind.length}99` })
    expect(Number(customer?.['reward_balance'])).toBe(0)
    const { version } = await read(id)
    await side.service.sendUp({ all: true })
    expect((await read(id)).version, 'what has gone up does not go up again').toBe(version)
  })

  test('a field that both sides have changed is the POS’s where the mapping says so, and else the server’s', async () => {
    const id = await enrol({ first_name: 'Before', last_name: 'Same' })
    await side.service.catchUp()
    const email = { server: `server-${kind}@example.com`, pos: `pos-${kind}@example.com` }
    await side.run(`update customer set first_name = 'Till', email = '${email.pos}' where loyalty_profile_id = '${id}'`)
    await shop.put(`profiles/${id}`, { first_name: 'Office', last_name: 'Changed', email: email.server })
    await side.service.sendUp({ all: false })
    expect(await read(id)).toMatchObject({ first_name: 'Till', last_name: 'Changed', email: email.server })
    expect(await side.customerOf(id)).toMatchObject({ first_name: 'Till', last_name: 'Changed', email: email.server })
  })

  test('a change that the server refuses is set aside, is not sent again as it is, and goes up once it is mended', async () => {
    const [id, other] = [await enrol(), await enrol()]
    await side.service.catchUp()
    const taken = (await read(other)).email as string
    await side.run(`update customer set email = '${taken}' where loyalty_profile_id = '${id}'`)
    await side.service.sendUp({ all: false })
    await side.service.sendUp({ all: false })
    expect(await side.pos.outside.asides.list('up', 10)).toMatchObject([{ code: 'email_taken', tries: 1 }])
    await side.run(`update customer set email = 'free-${kind}@example.com' where loyalty_profile_id = '${id}'`)
    await side.service.sendUp({ all: false })
    expect(await read(id)).toMatchObject({ email: `free-${kind}@example.com` })
    expect(await side.pos.outside.asides.count()).toBe(0)
  })

  test('a customer whom the POS adds becomes a member, and one who is a member already is found', async () => {
    const known = await enrol({ email: `known-${kind}@example.com` })
    const insert = 'insert into customer (customer_number, first_name, last_name, email) values'
    await side.run(
      `${insert} ('NEW-1', 'Nora', 'New', 'nora-${kind}@example.com'), ('NEW-2', 'Ken', '', 'Known-${kind}@example.com')`,
    )
    await side.service.sendUp({ all: false })
    await side.service.link({ again: false })
    const customers = await side.customers()
    const nora = customers.find(({ customer_number: number }) => number === 'NEW-1')
    expect(await read(String(nora?.['loyalty_profile_id']))).toMatchObject({ first_name: 'Nora', last_name: 'New' })
    expect(await numbersOf(known)).toEqual(['NEW-2'])
    expect(await numbersOf(String(nora?.['loyalty_profile_id']))).toEqual(['NEW-1'])
  })
})
