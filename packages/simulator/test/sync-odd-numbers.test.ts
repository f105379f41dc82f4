// Customer numbers and texts as old POS databases spell them: too long for the server, padded, alike but for an accent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { kinds } from '../../pos-sync/test/databases.ts'
import { openPosSide } from './pos-side.ts'
import { openSyncShop, type SyncShop } from './sync-shop.ts'

let synced: SyncShop
beforeAll(async () => {
  synced = await openSyncShop()
})
afterAll(() => synced.close())

/** A table of padded columns, as a POS of the eighties has it. */
const padded = {
  table: 'client',
  merged_into: undefined,
  changed_at: undefined,
  match: ['email'],
  fields: {
    first_name: { column: 'first', wins: 'pos', empty: '-' },
    email: { column: 'email' },
    birth_date: { column: 'born', wins: 'pos', empty: '1980-01-01' },
  },
}

describe.each(kinds)('a POS on %s', (kind) => {
  const client = `create table client (number varchar(20) primary key, loyalty_profile_id varchar(36), first char(20) not null default '-', email varchar(100), born timestamp null)`

  test('a number of blanks, which the server cannot take, is set aside, and those of all others are told', async () => {
    const own = await openPosSide(synced.shop, kind, {
      ...padded,
      enrol: false,
      identity: `odd-${kind}`,
      number: { column: 'number', made_by: 'sync' },
    })
    try {
      await own.run(client)
      const members = await Promise.all(
        Array.from({ length: 30 }, (_, index) => synced.enrol({ email: `odd-${kind}-${index}@example.com` })),
      )
      const [odd] = members
      await own.run(`insert into client (number, email) values (' ', 'odd-${kind}-0@example.com')`)
      await own.service.catchUp()
      const numbersOf = async (id: string) =>
        (await synced.read(id)).identities.filter(({ handle }: { handle: string }) => handle === `odd-${kind}`)
      expect(await numbersOf(String(odd))).toEqual([])
      for (const id of members.slice(1)) expect(await numbersOf(id)).toHaveLength(1)
      expect(await own.pos.outside.asides.list('link', 9)).toMatchObject([{ subject: ' ' }])
    } finally {
      await own.close()
    }
  })

  test('a column that pads what it holds tells the server no spaces, and what the mapping writes for nothing stays nothing', async () => {
    const own = await openPosSide(synced.shop, kind, {
      ...padded,
      enrol: true,
      identity: `pad-${kind}`,
      number: { column: 'number', made_by: 'sync', prefix: 'P-' },
    })
    try {
      await own.run(client)
      await own.run(
        `insert into client (number, email, first, born) values ('W-1', 'pad-${kind}@example.com', '-', '1980-01-01 00:00:00')`,
      )
      await own.service.catchUp()
      const [walkIn] = (await synced.shop.get(`profiles?filter[email]=pad-${kind}@example.com`)).body.data
      expect(walkIn.first_name).not.toMatch(/-/)
      expect(walkIn.birth_date).toBe(null)
      await own.run(`update client set first = 'Anna' where number = 'W-1'`)
      await own.service.sendUp({ all: true })
      expect((await synced.read(walkIn.id)).first_name).toBe('Anna')
    } finally {
      await own.close()
    }
  })
})
