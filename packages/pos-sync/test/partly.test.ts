// What one column of the POS cannot hold: a text that is too long for it, a letter that it does not know, an address that is taken.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { kinds } from './databases.ts'
import { type Desk, openDesk, profile } from './desk.ts'

const long = 'w'.repeat(300)

describe.each(kinds)('a POS on %s', (kind) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk(kind)
    // SQLite takes a text of any length, unless the POS looks.
    for (const event of kind === 'sqlite' ? ['insert', 'update of company'] : [])
      await desk.run(
        `create trigger short_${event.slice(0, 6)} before ${event} on customer when length(new.company) > 255 begin select raise(abort, 'too long'); end`,
      )
  })
  afterAll(() => desk.close())
  const one = async (profileId: string) =>
    (await desk.customers()).filter(({ loyalty_profile_id: id }) => id === profileId)[0]
  const at = (version: number) => ({ version, profile_version: version })
  const widen = () =>
    desk.run(
      {
        sqlite: 'drop trigger short_insert',
        postgres: 'alter table customer alter column company type varchar(400)',
        mariadb: 'alter table customer modify company varchar(400)',
      }[kind],
    )

  test('keeps nothing else of a member out: the field is set aside, and written once the column can hold it', async () => {
    const [known, fresh] = [profile(1, { company: 'Short' }), profile(1, { company: long })]
    await desk.deliver('profile.created', known)
    const news = { ...known, ...at(3), first_name: 'New', company: long }
    expect((await desk.deliver('profile.updated', news)).body).toEqual({ result: 'set_aside' })
    expect((await desk.deliver('profile.created', fresh)).body).toEqual({ result: 'set_aside' })
    expect(await one(known.id)).toMatchObject({ first_name: 'New', company: 'Short' })
    expect(await one(fresh.id)).toMatchObject({ email: fresh.email, company: null })
    const asides = await desk.pos.outside.asides.list('down', 9)
    expect(asides.map(({ subject }) => subject).sort()).toEqual([known.id, fresh.id].sort())
    expect(asides[0]?.reason).toMatch(/^company: /)
    expect(asides[0]?.reason).not.toContain('www')

    const late = { ...known, ...at(2), first_name: 'Late', company: 'Short' }
    expect((await desk.deliver('profile.updated', late)).body, 'nothing older comes over it').toEqual({
      result: 'older',
    })
    await widen()
    if (kind === 'sqlite') await desk.run('drop trigger short_update')
    expect((await desk.deliver('profile.updated', news)).body).toEqual({ result: 'applied' })
    expect((await desk.deliver('profile.created', fresh)).body).toEqual({ result: 'applied' })
    expect([(await one(known.id))?.['company'], (await one(fresh.id))?.['company']]).toEqual([long, long])
    expect(await desk.pos.outside.asides.count()).toBe(0)
  })

  test('a merge is followed where the POS lets no two customers have one address', async () => {
    await desk.run('create unique index one_address on customer (email)')
    const [loser, winner] = [profile(1), profile(1)]
    await desk.deliver('profile.created', loser)
    await desk.deliver('profile.created', winner)
    const merged = {
      ...winner,
      ...at(2),
      email: loser.email,
      source_profile_id: loser.id,
      destination_profile_id: winner.id,
    }
    expect((await desk.deliver('profile.merged', merged)).body).toEqual({ result: 'set_aside' })
    expect((await desk.customers()).filter(({ loyalty_profile_id: id }) => id === winner.id)).toHaveLength(2)
    expect(await desk.pos.outside.asides.list('down', 9)).toMatchObject([{ subject: winner.id }])
    await desk.run('drop index one_address' + (kind === 'mariadb' ? ' on customer' : ''))
  })

  test('a new member whose address another customer has makes no second customer without one', async () => {
    const owner = profile(1)
    await desk.deliver('profile.created', owner)
    await desk.run('create unique index one_address on customer (email)')
    const other = profile(1, { email: owner.email })
    expect((await desk.deliver('profile.created', other)).body).toEqual({ result: 'set_aside' })
    expect(await one(other.id)).toBeUndefined()
    await desk.run('drop index one_address' + (kind === 'mariadb' ? ' on customer' : ''))
  })
})

test.runIf(kinds.includes('mariadb'))(
  'a smiling face keeps out only itself where MySQL knows letters of three bytes',
  async () => {
    const desk = await openDesk('mariadb')
    await desk.run('alter table customer modify company varchar(255) character set utf8mb3')
    const member = profile(1, { company: 'Café 🎉' })
    expect((await desk.deliver('profile.created', member)).body).toEqual({ result: 'set_aside' })
    expect(await desk.customers()).toMatchObject([{ email: member.email, company: null }])
    await desk.close()
  },
)

test.each(kinds)('on %s a long text that its column can hold is kept, with what both sides agreed on', async (kind) => {
  const desk = await openDesk(kind)
  try {
    if (kind === 'mariadb') await desk.run('alter table customer modify company mediumtext')
    if (kind === 'postgres') await desk.run('alter table customer alter column company type text')
    const member = profile(1, { company: 'x'.repeat(40_000) })
    expect((await desk.deliver('profile.created', member)).body).toEqual({ result: 'applied' })
  } finally {
    await desk.close()
  }
})
