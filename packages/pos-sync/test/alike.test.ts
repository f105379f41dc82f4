// Addresses and numbers that a database holds for the same though they are another person's.
import { expect, test } from 'vitest'

import { kinds } from './databases.ts'
import { openDesk, profile } from './desk.ts'

test.each(kinds)('on %s an address that differs by an accent is another customer’s', async (kind) => {
  const desk = await openDesk(kind)
  try {
    await desk.run(`insert into customer (customer_number, email) values ('1', 'jose@example.com')`)
    const member = profile(1, { email: 'josé@example.com' })
    await desk.deliver('profile.created', member)
    const [first] = await desk.customers()
    expect(first).toMatchObject({ customer_number: '1', email: 'jose@example.com', loyalty_profile_id: null })
    const own = profile(1, { email: 'JOSE@example.com' })
    await desk.deliver('profile.created', own)
    expect((await desk.customers())[0]).toMatchObject({ customer_number: '1', loyalty_profile_id: own.id })
  } finally {
    await desk.close()
  }
})

test.each(kinds)(
  'on %s a number that differs by the case of a letter is found as the database finds it',
  async (kind) => {
    const desk = await openDesk(kind)
    try {
      await desk.run(`insert into customer (customer_number, email) values ('a-1', 'kept@example.com')`)
      const identities = [{ handle: 'pos-customer', identifier: 'A-1', is_active: true }]
      const member = profile(1, { email: 'other@example.com', identities })
      await desk.deliver('profile.created', member)
      const mine = (await desk.customers()).filter(({ loyalty_profile_id: id }) => id === member.id)
      expect(mine).toHaveLength(1)
      if (kind !== 'mariadb') expect(mine[0]).not.toMatchObject({ customer_number: 'a-1' })
    } finally {
      await desk.close()
    }
  },
)
