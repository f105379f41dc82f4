// What a POS changes, renumbers, reuses and spells badly on its way up: the real server, and each database that a POS may have.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openPosSide, type PosSide, under } from './pos-side.ts'
import { openSyncShop, type SyncShop } from './sync-shop.ts'
import { kinds } from '../../pos-sync/test/databases.ts'
import type { Shop } from '../../server/test/shop.ts'

let synced: SyncShop
let shop: Shop
const enrol: SyncShop['enrol'] = (fields) => synced.enrol(fields)
const read: SyncShop['read'] = (id) => synced.read(id)
const identifiersOf = async (id: string): Promise<readonly string[]> =>
  (await read(id)).identities.map(({ identifier }: { identifier: string }) => identifier)

describe.each(kinds)('a POS on %s', (kind) => {
  let side: PosSide
  const setAside = () => side.pos.outside.asides.count()
  const numberOf = async (id: string) => String((await side.customerOf(id))?.['customer_number'])
  const edit = (id: string, set: string) =>
    side.run(`update customer set ${set} where loyalty_profile_id = '${id}' and merged_into is null`)
  beforeAll(async () => {
    synced = await openSyncShop()
    shop = synced.shop
    side = await openPosSide(shop, kind)
  })
  afterAll(async () => {
    await side.close()
    await synced.close()
  })

  test('a number that the POS gives to another customer does not make that customer the member who had it', async () => {
    const old = { first_name: 'Old', last_name: 'Owner', email: `old-${kind}@example.com` }
    const id = await enrol(old)
    await side.service.catchUp()
    const number = await numberOf(id)
    await side.run(`delete from customer where customer_number = '${number}'`)
    await side.run(
      `insert into customer (customer_number, first_name, last_name, email) values ('${number}', 'Other', 'Person', 'other-${kind}@example.com')`,
    )
    await side.service.sendUp({ all: false })
    await side.service.catchUp()
    expect(await read(id)).toMatchObject(old)
    expect(await side.customerOf(id)).toMatchObject(old)
    expect(await numberOf(id)).not.toBe(number)
    const other = (await side.customers()).find((one) => one['customer_number'] === number)
    expect(other).toMatchObject({ first_name: 'Other', loyalty_profile_id: null })
    expect(await side.pos.outside.asides.list('up', 9), 'the server knows the number as the other’s').toMatchObject([
      { subject: number },
    ])
    await shop.remove(`profiles/${id}`)
    await side.service.compare()
    const left = (await side.customers()).find((one) => one['customer_number'] === number)
    expect(left, 'who is deleted takes no other customer along').toMatchObject({ first_name: 'Other' })
    await side.run(`delete from customer where customer_number = '${number}'`)
    await side.service.catchUp()
    expect(await setAside()).toBe(0)
  })

  test('a record that has lost its member’s id is found again by the e-mail address, and nothing of it goes up', async () => {
    const id = await enrol({ last_name: 'Kept' })
    await side.service.catchUp()
    const number = await numberOf(id)
    await edit(id, 'loyalty_profile_id = null')
    await side.service.sendUp({ all: false })
    expect(await numberOf(id)).toBe(number)
    expect(await read(id)).toMatchObject({ last_name: 'Kept' })
  })

  test('a customer who gets another number in the POS stays the member, with what was edited', async () => {
    const id = await enrol({ first_name: 'Before' })
    await side.service.catchUp()
    await edit(id, `customer_number = 'R-${kind}', first_name = 'After', email = 'after-${kind}@example.com'`)
    await side.service.catchUp()
    expect(await read(id)).toMatchObject({ first_name: 'After', email: `after-${kind}@example.com` })
    expect(await identifiersOf(id)).toContain(`R-${kind}`)
    expect(await side.service.compare()).toMatchObject({ found: 0 })
  })

  test('a field that is added to the mapping is met for the first time: nobody has changed it', async () => {
    const own = { number: { column: 'customer_number', made_by: 'sync', prefix: 'ADD-' }, enrol: false }
    const before = await openPosSide(shop, kind, own)
    const [member, silent] = [await enrol({ occupation: 'Baker' }), await enrol()]
    await before.service.catchUp()
    await before.run(`alter table customer add column job varchar(50) not null default ''`)
    await before.run(`update customer set job = 'Smith' where loyalty_profile_id in ('${silent}')`)
    const { fields } = JSON.parse(before.mappingText) as { fields: object }
    const after = under(before, { ...own, fields: { ...fields, occupation: { column: 'job', empty: '' } } })
    await after.service.catchUp()
    expect([(await read(member)).occupation, (await before.customerOf(member))?.['job']]).toEqual(['Baker', 'Baker'])
    expect([(await read(silent)).occupation, (await before.customerOf(silent))?.['job']]).toEqual(['Smith', 'Smith'])
    await before.close()
  })

  test('what the mapping writes for nothing is no word of the POS', async () => {
    const own = await openPosSide(shop, kind, {
      number: { column: 'customer_number', made_by: 'sync', prefix: 'NIL-' },
      fields: { last_name: { column: 'last_name', wins: 'pos', empty: '-' }, email: { column: 'email' } },
    })
    const [met, added] = [`met-${kind}@example.com`, `added-${kind}@example.com`]
    await own.run(
      `insert into customer (customer_number, last_name, email) values ('1', '-', '${met}'), ('2', '-', '${added}')`,
    )
    const id = await enrol({ last_name: 'Smith', email: met })
    await own.service.catchUp()
    expect(await read(id)).toMatchObject({ last_name: 'Smith' })
    expect(await own.customerOf(id)).toMatchObject({ customer_number: '1', last_name: 'Smith' })
    expect((await shop.get(`profiles?filter[email]=${added}`)).body.data).toMatchObject([{ last_name: 'Unknown' }])
    await own.close()
  })

  test('what nobody can read is set aside, and both sides keep what they have', async () => {
    const own = await openPosSide(shop, kind, {
      table: 'client',
      number: { column: 'number', made_by: 'sync', prefix: 'ODD-' },
      merged_into: undefined,
      changed_at: undefined,
      enrol: false,
      match: [],
      fields: {
        first_name: { column: 'name' },
        birth_date: { column: 'born' },
        'comms.email_promo': { column: 'wants' },
      },
    })
    await own.run(
      'create table client (number varchar(20) primary key, loyalty_profile_id varchar(36), name varchar(50), born varchar(50), wants varchar(50))',
    )
    const birth = { birth_year: 1990, birth_month: 2, birth_day: 27 }
    const id = await enrol({ ...birth, attributes: { comms: { email_promo: true } } })
    await own.service.catchUp()
    await own.run(
      `update client set name = 'Read', born = '27.02.1990', wants = 'perhaps' where loyalty_profile_id = '${id}'`,
    )
    await own.service.sendUp({ all: false })
    const member = { first_name: 'Read', birth_date: '1990-02-27', attributes: { comms: { email_promo: true } } }
    expect(await read(id)).toMatchObject(member)
    expect(await own.pos.outside.asides.list('up', 9)).toMatchObject([
      { code: 'unreadable', reason: 'What the POS holds as birth_date, comms.email_promo cannot be read.' },
    ])
    await own.service.catchUp()
    const record = await own.pos.outside.records.match({ profileId: id, keys: [], values: {} })
    expect(record?.values).toMatchObject({ birth_date: '27.02.1990', 'comms.email_promo': 'perhaps' })
    await own.run(`update client set born = '1990-02-28', wants = 'no' where loyalty_profile_id = '${id}'`)
    await own.service.sendUp({ all: false })
    expect(await read(id)).toMatchObject({ birth_date: '1990-02-28', attributes: { comms: { email_promo: false } } })
    expect(await own.pos.outside.asides.count()).toBe(0)
    await own.close()
  })

  test('one field that the server refuses holds no other back', async () => {
    const id = await enrol({ first_name: 'Before' })
    await side.service.catchUp()
    await edit(id, `first_name = 'After', company = 'Works Ltd', mobile_phone = 'call me'`)
    await side.service.sendUp({ all: false })
    expect(await read(id)).toMatchObject({ first_name: 'After', company: 'Works Ltd', mobile_phone: null })
    expect(await side.pos.outside.asides.list('up', 9)).toMatchObject([{ reason: 'The server refused mobile_phone.' }])
    await edit(id, 'mobile_phone = null')
    await side.service.sendUp({ all: false })
    expect(await setAside()).toBe(0)
  })

  test('a customer with a phone number that is none becomes a member without it, and the number is set aside', async () => {
    const email = `wrong-phone-${kind}@example.com`
    await side.run(
      `insert into customer (customer_number, first_name, email, mobile_phone) values ('WRONG', 'New', '${email}', 'call me')`,
    )
    await side.service.sendUp({ all: false })
    await side.service.sendUp({ all: true })
    expect((await shop.get(`profiles?filter[email]=${email}`)).body.data).toMatchObject([{ first_name: 'New' }])
    expect(await side.pos.outside.asides.list('up', 9)).toMatchObject([{ subject: 'WRONG' }])
    await side.run(`update customer set mobile_phone = null where customer_number = 'WRONG'`)
    await side.service.sendUp({ all: false })
    expect(await setAside()).toBe(0)
  })

  test('what was refused goes up with a compare once the server takes it: a change, and a new customer', async () => {
    const [id, holder] = [await enrol(), await enrol({ mobile_phone: `+6140000777${kind.length}` })]
    await side.service.catchUp()
    const taken = (await read(holder)).email as string
    await edit(id, `email = '${taken}'`)
    await side.run(
      `insert into customer (customer_number, email, mobile_phone) values ('LATER', 'later-${kind}@example.com', '+6140000777${kind.length}')`,
    )
    await side.service.sendUp({ all: false })
    expect(await setAside()).toBe(2)
    await shop.put(`profiles/${holder}`, { email: `moved-${kind}@example.com`, mobile_phone: null })
    await side.service.catchUp()
    expect(await read(id)).toMatchObject({ email: taken })
    expect((await shop.get(`profiles?filter[email]=later-${kind}@example.com`)).body.data).toHaveLength(1)
    expect(await setAside()).toBe(0)
  })

  test('nothing stays set aside that nobody could mend: taken back, deleted, merged', async () => {
    const [holder, back, gone, loser, stays] = [
      await enrol(),
      await enrol(),
      await enrol(),
      await enrol(),
      await enrol(),
    ]
    await side.service.catchUp()
    const [taken, own] = [(await read(holder)).email, (await read(back)).email]
    for (const id of [back, gone, loser]) await edit(id, `email = '${taken}'`)
    await side.service.sendUp({ all: false })
    expect(await setAside()).toBe(3)
    await edit(back, `email = '${own}'`)
    await shop.remove(`profiles/${gone}`)
    await shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: stays })
    await side.service.catchUp()
    await side.service.catchUp()
    expect(await setAside()).toBe(0)
  })

  test('a number that the server refused is no longer set aside when its member is gone', async () => {
    await enrol({ identities: [{ handle: 'pos-customer', identifier: `CLASH-${kind}` }] })
    const email = `clash-${kind}@example.com`
    await side.run(`insert into customer (customer_number, email) values ('CLASH-${kind}', '${email}')`)
    const id = await enrol({ email })
    await side.keeper.repair(id)
    await side.service.link({ again: true })
    expect(await setAside()).toBe(1)
    await shop.remove(`profiles/${id}`)
    await side.service.catchUp()
    expect(await setAside()).toBe(0)
  })

  test('what a cashier changes again while the first change is on its way goes up next', async () => {
    const id = await enrol()
    await side.service.catchUp()
    await edit(id, `email = 'second-${kind}@example.com'`)
    const third = `third-${kind}@example.com`
    const change = side.loyalty.change.bind(side.loyalty)
    side.loyalty.change = async (...given) => {
      side.loyalty.change = change
      const answer = await change(...given)
      await edit(id, `email = '${third}'`)
      return answer
    }
    await side.service.sendUp({ all: false })
    await side.service.sendUp({ all: false })
    expect([(await read(id)).email, (await side.customerOf(id))?.['email']]).toEqual([third, third])
  })

  test('a second customer with a member’s e-mail address is listed, until somebody says who it is', async () => {
    const email = `twice-${kind}@example.com`
    await side.run(`insert into customer (customer_number, email) values ('T-1', '${email}')`)
    await side.service.sendUp({ all: false })
    await side.run(`insert into customer (customer_number, email) values ('T-2', '${email}')`)
    await side.service.sendUp({ all: false })
    expect(await side.pos.outside.asides.list('up', 9)).toMatchObject([{ subject: 'T-2', code: 'member_has_a_record' }])
    await side.run(`delete from customer where customer_number = 'T-2'`)
    await side.service.catchUp()
    expect(await setAside()).toBe(0)
  })

  test('a number in a column of a fixed width is told to the server once, without its padding', async () => {
    const own = await openPosSide(shop, kind, {
      table: 'client',
      number: { column: 'number', made_by: 'sync', prefix: 'PAD' },
      merged_into: undefined,
      changed_at: undefined,
      identity: `padded-${kind}`,
      enrol: false,
      match: [],
      fields: { last_name: { column: 'name' } },
    })
    await own.run('create table client (number char(20) primary key, loyalty_profile_id char(36), name varchar(99))')
    const id = await enrol({ last_name: 'Before' })
    await own.keeper.repair(id)
    await own.service.link({ again: true })
    await shop.put(`profiles/${id}`, { last_name: 'After' })
    await own.keeper.repair(id)
    expect(await own.pos.outside.members.listUnlinked('', 9)).toEqual([])
    expect(await identifiersOf(id)).toContainEqual(expect.stringMatching(/^PAD\d{6}$/))
    await own.close()
  })
})
