// A server that was put back to an earlier day, or is a copy of the right one: it knows less than the POS does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { kinds } from '../../pos-sync/test/databases.ts'
import { openPosSide, type PosSide } from './pos-side.ts'
import { openSyncShop, type SyncShop } from './sync-shop.ts'

let synced: SyncShop

/** Keeps what the server knows of its members; the answer puts it back, as whoever restores a backup of its database does. */
async function backUp(): Promise<() => Promise<void>> {
  const { sql } = synced.shop
  await sql`drop table if exists yesterday`
  await sql`create table yesterday as select * from profile`
  return async () => {
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`delete from identity where profile_id not in (select id from yesterday)`
      await tx`delete from profile where id not in (select id from yesterday)`
      await tx`update profile p set (version, profile_version, first_name, email, company) =
        (select version, profile_version, first_name, email, company from yesterday y where y.id = p.id)`
    })
  }
}

describe.each(kinds)('a POS on %s', (kind) => {
  let side: PosSide
  beforeAll(async () => {
    synced = await openSyncShop()
    side = await openPosSide(synced.shop, kind)
  })
  afterAll(async () => {
    await side.close()
    await synced.close()
  })
  const change = (id: string, body: object) => synced.shop.put(`profiles/${id}`, body)

  test('a server that was put back to yesterday overwrites nothing and takes nobody away, until a person says that it is the right one', async () => {
    const [old, quiet] = [await synced.enrol({ company: 'Yesterday' }), await synced.enrol()]
    await side.service.catchUp()
    const putBack = await backUp()
    await change(old, { company: 'Today', first_name: 'Today', email: `today-${kind}@example.com` })
    const joined = await synced.enrol({ first_name: 'Joined', email: `joined-${kind}@example.com` })
    await side.service.catchUp()
    const before = await side.customers()
    await putBack()

    expect(await side.service.catchUp()).toMatchObject({ repaired: 0, behind: 1, unknown: 1, withheld: 0 })
    expect(await side.keeper.takeHint(old, null), 'a delivery makes it ask').toBe('behind')
    expect(await side.keeper.takeHint(joined, null)).toBe('unknown')
    await side.run(`update customer set first_name = 'Typed' where loyalty_profile_id = '${quiet}'`)
    await side.service.sendUp({ all: true })
    expect((await synced.read(quiet)).first_name, 'nothing goes up to it').not.toBe('Typed')
    const names = (customers: typeof before) => customers.map(({ company, email }) => [company, email])
    expect(names(await side.customers())).toEqual(names(before))

    expect(await side.service.catchUp({ confirmsServer: true })).toMatchObject({ behind: 0, unknown: 0 })
    expect(await synced.read(old), 'where the POS wins, what it shows goes up').toMatchObject({ company: 'Today' })
    expect((await side.customerOf(old))?.['email'], 'and else the server counts').toMatch(/^member-/)
    const [again] = (await synced.shop.get(`profiles?filter[email]=joined-${kind}@example.com`)).body.data
    expect(again, 'who joined since is enrolled again').toMatchObject({ first_name: 'Joined' })
    expect(await side.customerOf(again.id)).toMatchObject({ first_name: 'Joined' })
    expect(await synced.read(quiet)).toMatchObject({ first_name: 'Typed' })
    expect(await side.service.catchUp()).toMatchObject({ found: 0, behind: 0, unknown: 0 })
    expect(await side.pos.outside.asides.count()).toBe(0)
  })

  test('the customer of a member whom the server never had is kept as the POS has them, whatever the mapping says of the deleted', async () => {
    const own = await openPosSide(synced.shop, kind, { enrol: false, deleted: 'delete', identity: `own-${kind}` })
    try {
      const putBack = await backUp()
      const id = await synced.enrol({ last_name: 'Kept' })
      await own.service.catchUp()
      await putBack()
      expect(await own.service.catchUp({ confirmsRemovals: true }), 'nobody was deleted').toMatchObject({ unknown: 1 })
      expect(await own.customerOf(id)).toMatchObject({ last_name: 'Kept' })
      await own.service.catchUp({ confirmsServer: true })
      const left = (await own.customers()).filter(({ last_name: name }) => name === 'Kept')
      expect(left).toMatchObject([{ loyalty_profile_id: null, merged_into: null }])
    } finally {
      await own.close()
    }
  })
})
