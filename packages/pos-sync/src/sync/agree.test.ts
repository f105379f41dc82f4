// Who is right about a field, case by case.
import { expect, test } from 'vitest'

import { readMapping } from '../mapping/mapping.ts'
import { agreedAfter, changedInPos, spoiltInPos, writtenDown } from './agree.ts'

const { fields } = readMapping(
  JSON.stringify({
    table: 'customer',
    number: { column: 'number', made_by: 'sync' },
    profile_id: 'profile_id',
    fields: {
      first_name: { column: 'a', wins: 'pos' },
      email: { column: 'b', wins: 'server' },
      reward_balance: { column: 'c' },
    },
  }),
)
const values = (first_name: string | null, email: string | null, reward_balance: string | null) => ({
  first_name,
  email,
  reward_balance,
})
const agreed = { server: values('Ann', 'ann@x', '5'), pos: values('Ann', 'ann@x', '5.00') }
const down = (server: object, record: object, sent: object = {}) =>
  writtenDown(fields, { server: server as never, record: record as never, agreed, sent: sent as never })

test('what only the server has changed is written', () => {
  expect(down(values('Ann', 'new@x', '7'), agreed.pos)).toEqual({ email: 'new@x', reward_balance: '7' })
})

test('what only the POS has changed stays, and goes up', () => {
  const record = values('Anna', 'anna@x', '5.00')
  expect(down(agreed.server, record)).toEqual({ reward_balance: '5' })
  expect(changedInPos(fields, record, agreed).map(({ name }) => name)).toEqual(['first_name', 'email'])
})

test('where both have changed a field, the mapping says who wins, and the loser of a POS’s win goes up', () => {
  const [server, record] = [values('Annie', 'annie@x', '5'), values('Anna', 'anna@x', '5.00')]
  const written = down(server, record)
  expect(written).toEqual({ email: 'annie@x', reward_balance: '5' })
  const after = agreedAfter(fields, written, values('Anna', 'annie@x', '5.00'), { server, record, agreed, sent: {} })
  expect(changedInPos(fields, values('Anna', 'annie@x', '5.00'), after).map(({ name }) => name)).toEqual(['first_name'])
})

test('what was sent up and answered is settled, also where the server spells it in another way', () => {
  const record = values('anna', 'ann@x', '5.00')
  expect(down(values('Anna', 'ann@x', '5'), record, { first_name: 'anna' })).toEqual({
    first_name: 'Anna',
    reward_balance: '5',
  })
})

test('what the POS has changed again before its change was answered is no loser: it goes up next', () => {
  const sides = {
    server: values('Ann', 'Second@x', '5'),
    record: values('Ann', 'third@x', '5.00'),
    agreed,
    sent: { email: 'second@x' },
  }
  const written = writtenDown(fields, sides)
  expect(written).toEqual({ reward_balance: '5' })
  const after = agreedAfter(fields, written, sides.record, sides)
  expect(after.pos).toMatchObject({ email: 'second@x' })
  expect(changedInPos(fields, sides.record, after).map(({ name }) => name)).toEqual(['email'])
})

test('a field that the mapping did not have when both sides agreed is met for the first time', () => {
  const before = { server: { first_name: 'Ann' }, pos: { first_name: 'Ann' } }
  const record = values('Ann', '', '500')
  expect(changedInPos(fields, record, before)).toEqual([])
  expect(spoiltInPos(fields, record, before)).toEqual([])
  const sides = { server: values('Ann', 'ann@x', '5'), record, agreed: before, sent: {} }
  expect(writtenDown(fields, sides)).toEqual({ email: 'ann@x', reward_balance: '5' })
})

test('a field that only the server may change never goes up, and is seen to be spoilt', () => {
  const record = values('Ann', 'ann@x', '500')
  expect(changedInPos(fields, record, agreed)).toEqual([])
  expect(spoiltInPos(fields, record, agreed).map(({ name }) => name)).toEqual(['reward_balance'])
})

test('when a record and a member meet for the first time, nobody’s word is lost where the other has none', () => {
  const first = (server: object, record: object) =>
    writtenDown(fields, { server: server as never, record: record as never, agreed: null, sent: {} })
  expect(first(values('Ann', null, '5'), values(null, 'till@x', null))).toEqual({
    first_name: 'Ann',
    reward_balance: '5',
  })
  expect(first(values('Ann', 'office@x', '5'), values('Anna', 'till@x', null))).toEqual({
    email: 'office@x',
    reward_balance: '5',
  })
})

test('a record that is new shows everything', () => {
  const server = values('Ann', null, '5')
  expect(writtenDown(fields, { server, record: null, agreed: null, sent: {} })).toEqual(server)
})
