// What arrives at the receiver, good and bad, in front of each database that a POS may have.
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { kinds } from './databases.ts'
import { type Desk, openDesk, profile, standardSecret } from './desk.ts'

describe.each(kinds)('a POS on %s', (kind) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk(kind)
  })
  afterAll(() => desk.close())

  const one = async (profileId: string) =>
    (await desk.customers()).filter(({ loyalty_profile_id: id }) => id === profileId)[0]

  test('a new member becomes a customer, with a number of the POS, and keeps the id of the other side', async () => {
    const member = profile(3, { first_name: 'Zoë', last_name: "O'Brien" })
    expect(await desk.deliver('profile.created', member)).toMatchObject({ status: 200, body: { result: 'applied' } })
    const customer = await one(member.id)
    expect(customer).toMatchObject({
      first_name: 'Zoë',
      last_name: "O'Brien",
      email: member.email,
      birth_date: '1990-02-28',
    })
    expect(String(customer?.['customer_number'])).toMatch(/^C-\d{6}$/)
    expect([
      Number(customer?.['wants_email']),
      Number(customer?.['reward_balance']),
      Number(customer?.['point_balance']),
    ]).toEqual([1, 32.5, 880.125])
  })

  test('what comes twice is written once, and what is older is not written at all', async () => {
    const member = profile(5)
    await desk.deliver('profile.created', member, { id: 'msg_once' })
    expect((await desk.deliver('profile.created', member, { id: 'msg_once' })).body).toEqual({ result: 'duplicate' })
    expect((await desk.deliver('profile.updated', member)).body).toEqual({ result: 'older' })
    await desk.deliver('profile.updated', { ...member, version: 7, profile_version: 7, first_name: 'Seventh' })
    const late = { ...member, version: 6, profile_version: 6, first_name: 'Sixth' }
    expect((await desk.deliver('profile.updated', late)).body).toEqual({ result: 'older' })
    expect(await one(member.id)).toMatchObject({ first_name: 'Seventh' })
  })

  test('of two members who could be the same customer, one gets the record, and the other a new one', async () => {
    for (let round = 1; round <= 6; round += 1) {
      const email = `Shared-${round}@example.com`
      await desk.run(`insert into customer (customer_number, email) values ('SHARED-${round}', '${email}')`)
      const both = [profile(1, { email }), profile(1, { email })]
      await Promise.all(both.map((member) => desk.deliver('profile.created', member)))
      const numbers = await Promise.all(both.map(async ({ id }) => (await one(id))?.['customer_number']))
      expect(new Set(numbers).size).toBe(2)
      expect(numbers).toContain(`SHARED-${round}`)
      expect(numbers).not.toContain(undefined)
    }
  })

  test('deliveries of one member that arrive at once leave the newest, whatever their order', async () => {
    const member = profile(1)
    const versions = Array.from({ length: 12 }, (_, index) => index + 1).sort((a, b) => ((a * 7) % 12) - ((b * 7) % 12))
    const answers = await Promise.all(
      versions.map((version) =>
        desk.deliver('profile.updated', {
          ...member,
          version,
          profile_version: version,
          first_name: `Version ${version}`,
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(versions.map(() => 200))
    expect(await one(member.id)).toMatchObject({ first_name: 'Version 12' })
  })

  test('a customer whom the POS had already is found again by the e-mail address, and by the number that the server knows', async () => {
    await desk.run(
      "insert into customer (customer_number, first_name, email) values ('OLD-1', 'Pat', 'Pat@Example.com')",
    )
    await desk.run(
      "insert into customer (customer_number, first_name, email) values ('OLD-2', 'Kim', 'kim@example.com')",
    )
    const pat = profile(1, { email: 'pat@example.com' })
    const kim = profile(1, { identities: [{ handle: 'pos-customer', identifier: 'OLD-2', is_active: true }] })
    await desk.deliver('profile.created', pat)
    await desk.deliver('profile.created', kim)
    expect([(await one(pat.id))?.['customer_number'], (await one(kim.id))?.['customer_number']]).toEqual([
      'OLD-1',
      'OLD-2',
    ])
  })

  test('of two customers with the same address neither is taken: a person has to say which', async () => {
    for (const number of ['TWIN-1', 'TWIN-2'])
      await desk.run(`insert into customer (customer_number, email) values ('${number}', 'twin@example.com')`)
    const member = profile(1, { email: 'twin@example.com' })
    await desk.deliver('profile.created', member)
    expect(String((await one(member.id))?.['customer_number'])).toMatch(/^C-/)
  })

  test('a merge points the record of the one who is gone at the one who stayed', async () => {
    const [stays, goes] = [profile(1), profile(1)]
    await desk.deliver('profile.created', stays)
    await desk.deliver('profile.created', goes)
    const [kept, gone] = [await one(stays.id), await one(goes.id)]
    const moved = { handle: 'loyalty-card', identifier: `L-${goes.id}`, is_active: true, merged_from: goes.id }
    const merged = { ...stays, version: 2, profile_version: 2, identities: [moved] }
    expect((await desk.deliver('profile.merged', merged)).body).toEqual({ result: 'applied' })
    const customers = await desk.customers()
    expect(customers.find(({ customer_number: number }) => number === gone?.['customer_number'])).toMatchObject({
      loyalty_profile_id: stays.id,
      merged_into: kept?.['customer_number'],
    })
  })

  test('one merged into the next, and that into a third: all their records lead to the one who stayed in the end', async () => {
    const [first, second, last] = [profile(1), profile(1), profile(1)]
    for (const member of [first, second, last]) await desk.deliver('profile.created', member)
    const numbers = await Promise.all([first, second, last].map(async ({ id }) => (await one(id))?.['customer_number']))
    const cardOf = (id: string) => ({ handle: 'loyalty-card', identifier: `L-${id}`, is_active: true, merged_from: id })
    const merged = { version: 2, profile_version: 2 }
    await desk.deliver('profile.merged', { ...second, ...merged, identities: [cardOf(first.id)] })
    // What was merged before comes along, and is named first.
    await desk.deliver('profile.merged', { ...last, ...merged, identities: [cardOf(first.id), cardOf(second.id)] })
    const records = (await desk.customers()).filter((customer) => numbers.includes(customer['customer_number']))
    expect(records.map((record) => record['loyalty_profile_id'])).toEqual([last.id, last.id, last.id])
  })

  test('what the POS refuses of a member is set aside with the reason, and the rest goes on', async () => {
    const long = profile(1, { mobile_phone: '+'.padEnd(60, '1') })
    const short = profile(1)
    if (kind === 'sqlite')
      await desk.run(
        "create trigger refuses before insert on customer when length(new.mobile_phone) > 32 begin select raise(abort, 'too long'); end",
      )
    expect(await desk.deliver('profile.created', long)).toMatchObject({ status: 200, body: { result: 'set_aside' } })
    expect(await desk.deliver('profile.created', short)).toMatchObject({ status: 200, body: { result: 'applied' } })
    const [aside] = await desk.pos.outside.asides.list('down', 10)
    expect(aside).toMatchObject({ subject: long.id, tries: 1 })
    expect(aside?.reason).not.toContain('1111')
    expect(await one(long.id)).toMatchObject({ email: long.email, mobile_phone: null })
    const mended = { ...long, version: 2, profile_version: 2, mobile_phone: null }
    expect((await desk.deliver('profile.updated', mended)).body).toEqual({ result: 'applied' })
    expect(await desk.pos.outside.asides.count()).toBe(0)
  })

  test('what does not come from the server, or cannot be read, is refused with its own status, and nothing is written', async () => {
    const before = await desk.customers()
    const member = profile(1)
    const hourAgo = new Date(Date.now() - 3_600_000)
    const other = `whsec_${Buffer.from('another secret of some length').toString('base64')}`
    const sent = desk.deliver
    const answers = {
      'a bad signature': await sent('profile.created', member, { secret: other }),
      'a flipped byte': await sent('profile.created', member, { headers: { 'webhook-id': 'msg_other' } }),
      'an old time stamp': await sent('profile.created', member, { at: hourAgo }),
      'no signature': await fetch(desk.url, { method: 'POST', body: '{}' }),
      'an unknown event': await sent('profile.exploded', member),
      'broken JSON': await sent('profile.created', member, { raw: '{"id":' }),
      'no profile': await sent('profile.created', { id: 7, identities: [], updated_at: '' }),
      'a list': await sent('profile.created', [member]),
      'ten megabytes': await sent('profile.created', member, {
        raw: JSON.stringify({ ...member, note: 'x'.repeat(10_000_000) }),
      }),
      'a GET': await sent('profile.created', member, { method: 'GET' }),
      'a wrong shared signature': await sent('profile.created', member, {
        isOmneo: true,
        headers: { 'x-omneo-hmac-sha256': 'ab' },
      }),
    }
    const statuses = Object.fromEntries(Object.entries(answers).map(([name, { status }]) => [name, status]))
    expect(statuses).toEqual({
      'a bad signature': 401,
      'a flipped byte': 401,
      'an old time stamp': 401,
      'no signature': 422,
      'an unknown event': 422,
      'broken JSON': 400,
      'no profile': 422,
      'a list': 422,
      'ten megabytes': 413,
      'a GET': 405,
      'a wrong shared signature': 401,
    })
    expect(await desk.customers()).toEqual(before)
    expect(desk.counted).toMatchObject({
      signature_wrong: 3,
      timestamp_outside: 1,
      signature_missing: 1,
      event_unknown: 1,
      json_broken: 1,
      payload_unreadable: 2,
      payload_too_large: 1,
      method_not_allowed: 1,
    })
  })

  test('the signature of plain Omneo is taken where the shop has given its secret', async () => {
    const member = profile(1)
    expect(await desk.deliver('profile.created', member, { isOmneo: true })).toMatchObject({
      body: { result: 'applied' },
    })
  })

  test('while one secret takes the place of another, a delivery signed with both is taken', async () => {
    const next = `whsec_${Buffer.from('the secret that comes after this').toString('base64')}`
    const member = profile(1)
    const at = new Date()
    const signatures = [next, standardSecret].map((secret) =>
      new Webhook(secret).sign('msg_both', at, JSON.stringify(member)),
    )
    const headers = { 'webhook-signature': signatures.join(' ') }
    const sent = await desk.deliver('profile.created', member, { id: 'msg_both', at, headers })
    expect(sent).toMatchObject({ status: 200, body: { result: 'applied' } })
  })

  test('of a member who was gone when it was told there is only an id: no field of the record is emptied', async () => {
    const member = profile(1)
    await desk.deliver('profile.created', member)
    const gone = { id: member.id, profile_id: member.id, version: 9 }
    expect((await desk.deliver('profile.updated', gone)).status, 'the server is asked, and is away').toBe(503)
    expect(await one(member.id)).toMatchObject({ email: member.email, first_name: 'Sample' })
  })

  test('a profile that leaves a field of the mapping out is no profile: the server is asked, and the field is not emptied', async () => {
    const member = profile(1)
    await desk.deliver('profile.created', member)
    const { last_name: _, ...partial } = { ...member, version: 9, profile_version: 9, first_name: 'Partly' }
    expect((await desk.deliver('profile.updated', partial)).status).toBe(503)
    expect(await one(member.id)).toMatchObject({ first_name: 'Sample', last_name: 'Member' })
  })

  test('what the POS refused is written when the same delivery is sent again, after the POS was mended', async () => {
    const member = profile(1, { first_name: 'x'.repeat(300) })
    const trigger =
      "create trigger shortens before insert on customer when length(new.first_name) > 200 begin select raise(abort, 'too long'); end"
    if (kind === 'sqlite') await desk.run(trigger)
    const sent = { id: `msg_mended_${kind}` }
    expect((await desk.deliver('profile.created', member, sent)).body).toEqual({ result: 'set_aside' })
    await desk.run(
      {
        sqlite: 'drop trigger shortens',
        postgres: 'alter table customer alter column first_name type varchar(400)',
        mariadb: 'alter table customer modify first_name varchar(400) not null',
      }[kind],
    )
    expect((await desk.deliver('profile.created', member, sent)).body).toEqual({ result: 'applied' })
    expect((await desk.deliver('profile.created', member, sent)).body).toEqual({ result: 'duplicate' })
  })

  test('what only the server can say is asked for again later, while the server is away', async () => {
    const member = profile(1)
    await desk.deliver('profile.created', member)
    expect((await desk.deliver('profile.deleted', { id: member.id, version: 2 })).status).toBe(503)
    expect(await one(member.id)).toMatchObject({ email: member.email })
  })
})
