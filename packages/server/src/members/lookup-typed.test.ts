// Finding a member while somebody types: what stands in the search field, and who is offered.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
const people: Record<string, Record<string, unknown>> = {
  ada: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada.lovelace@example.com', mobile_phone: '0412 345 678' },
  adam: { first_name: 'Adam', last_name: 'Johnson', email: 'aj_77@mail.example.org', mobile_phone: '0404 000 111' },
  john: { first_name: 'John', last_name: 'Adams', email: 'j.adams+shop@example.com', secondary_phone: '02 3661 8300' },
  renee: { first_name: 'Renée', last_name: 'Müller', email: 'renee@example.com' },
  mueller: { first_name: 'Kurt', last_name: 'Mueller', email: 'kurt@example.com' },
  sean: { first_name: 'Seán', last_name: 'O’Connor', email: 'sean@example.com' },
  anne: { first_name: 'Anne-Marie', last_name: 'van der Berg', email: 'amvdb@example.com' },
  taro: { first_name: '太郎', last_name: '山田', email: 'taro@example.jp' },
  sasaki: { first_name: '李', last_name: '佐々木', email: 'li@example.jp' },
  percent: { first_name: '100%', last_name: 'Under_Score', email: 'odd@example.com' },
}
const ids: Record<string, string> = {}

beforeAll(async () => {
  shop = await openShop()
  for (const [key, person] of Object.entries(people)) {
    const identities = key === 'ada' ? [{ handle: 'loyalty-card', identifier: '6610004471', is_primary: true }] : []
    const { status, body } = await shop.post('profiles', { ...person, identities })
    expect(status, JSON.stringify(body)).toBe(201)
    ids[key] = body.data.id
  }
  await shop.runJobs()
})
afterAll(() => shop.close())

const ask = (text: string, more = '') => shop.get(`profiles/lookup?text=${encodeURIComponent(text)}${more}`)
const keyOf = (id: string): string => Object.keys(ids).find((key) => ids[key] === id) ?? id

/** Who is offered, the first one first, and by what they were recognised. */
const offered = async (text: string): Promise<string[]> => {
  const { status, body } = await ask(text)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.map((member: { id: string; matched_by: string }) => `${keyOf(member.id)} by ${member.matched_by}`)
}

test('a found member shows what a cashier needs to know whom they have before them', async () => {
  await shop.post(`profiles/${ids['ada']}/identities`, { handle: 'old', identifier: 'LOST-1', is_active: false })
  expect((await ask('ada lovelace')).body).toEqual({
    data: [
      {
        id: ids['ada'],
        full_name: 'Ada Lovelace',
        first_name: 'Ada',
        last_name: 'Lovelace',
        email: 'ada.lovelace@example.com',
        mobile_phone: '+61412345678',
        cards: ['6610004471'],
        combined_balance_dollars: 0,
        matched_by: 'name',
      },
    ],
  })
})

test('a card is found as the scanner delivers it', async () => {
  expect((await offered('6610004471'))[0]).toBe('ada by card')
  expect((await offered(']C16610004471\r\n'))[0]).toBe('ada by card')
})

test('a phone number is found in every spelling, by its beginning, and by its last digits', async () => {
  for (const typed of ['0412 345 678', '0412345678', '(0412) 345-678', '+61 412 345 678', '61412345678', '412345678'])
    expect(await offered(typed), typed).toEqual(['ada by phone'])
  for (const typed of [
    '0412–345–678',
    '０４１２ー３４５ー６７８',
    '\u202A+61 412 345 678\u202C',
    '0061 412 345 678',
    '0061 412',
  ])
    expect(await offered(typed), typed).toEqual(['ada by phone'])
  for (const typed of ['0412', '+61412', '04123', '5678', '345 678', '678'])
    expect(await offered(typed), typed).toEqual(['ada by phone'])
  expect(await offered('02 3661 8300')).toEqual(['john by phone'])
  expect(await offered('00')).toEqual([])
  expect((await offered('04')).sort()).toEqual(['ada by phone', 'adam by phone'])
})

test('an e-mail address is found by its beginning, and by a part of it', async () => {
  expect(await offered('ada.lovelace@exa')).toEqual(['ada by email'])
  expect(await offered('ADA.LOVE')).toEqual(['ada by email'])
  expect((await offered('j.adams+sh'))[0]).toBe('john by email')
  expect(await offered('amvdb')).toEqual(['anne by email'])
  expect(await offered('aj_7')).toEqual(['adam by email'])
})

test('words of a name are found in any order, whole or begun', async () => {
  for (const typed of ['ada lovelace', 'Lovelace, Ada', 'lov ad', 'ADA LOV', ' ada   l '])
    expect(await offered(typed), typed).toEqual(['ada by name'])
  expect((await offered('j adams'))[0]).toBe('john by name')
  expect(await offered('ada 0412')).toEqual(['ada by name'])
  expect(await offered('lovelace johnson')).toEqual([])
})

test('one, two and three letters find whoever begins like this, whole words first', async () => {
  expect(await offered('a')).toEqual(['ada by name', 'adam by name', 'anne by name', 'john by name'])
  expect(await offered('ad')).toEqual(['ada by name', 'adam by name', 'john by name'])
  expect((await offered('ada')).slice(0, 3)).toEqual(['ada by name', 'adam by name', 'john by name'])
})

test('marks, apostrophes, hyphens and letters that are written as two make no difference', async () => {
  for (const typed of ['renee muller', 'Renée Müller', 'MÜLLER', 'Renée Mueller', 'rene muel'])
    expect((await offered(typed))[0], typed).toBe('renee by name')
  expect(await offered('mueller')).toEqual(['mueller by name', 'renee by name'])
  expect(await offered('müller')).toEqual(['renee by name', 'mueller by name'])
  for (const typed of ["o'connor", 'O’Connor', 'oconnor', 'sean o', 'connor', 'o connor'])
    expect(await offered(typed), typed).toEqual(['sean by name'])
  for (const typed of ['anne-marie', 'anne marie', 'annemarie', 'van der berg', 'vanderberg', 'berg', 'marie van'])
    expect(await offered(typed), typed).toEqual(['anne by name'])
})

test('a Japanese name is found by one character of it, with a blank and without, in both orders', async () => {
  for (const typed of ['山', '田', '太郎', '郎', '山田太郎', '山田 太郎', '太郎山田', '山田　太'])
    expect(await offered(typed), typed).toEqual(['taro by name'])
  for (const typed of ['佐々木', '々木', '李', '佐々木李'])
    expect(await offered(typed), typed).toEqual(['sasaki by name'])
})

test('a slip of the finger still finds the member, behind those who are really called like that', async () => {
  for (const typed of ['lovelcae', 'lovlace', 'lovellace', 'lovwlace', 'ada lovelcae', 'lovelcae ada'])
    expect(await offered(typed), typed).toEqual(['ada by similar'])
  expect(await offered('jhonson')).toEqual(['adam by similar'])
  expect(await offered('jhons')).toEqual(['adam by similar'])
  expect(await offered('jhon')).toEqual(['john by similar'])
  expect(await offered('lvoelcae')).toEqual([])
  const [first, ...others] = await offered('adam')
  expect([first, others.includes('john by name')]).toEqual(['adam by name', true])
})

test('signs that mean something to a database mean nothing here', async () => {
  for (const typed of ['%', '_', '\\', "'", '-', '( )', '💳', "'; drop table profile; --"])
    expect(await offered(typed), typed).toEqual([])
  expect(await offered('100%')).toEqual(['percent by name'])
  expect(await offered('Under_Score')).toEqual(['percent by name'])
  expect(await offered('a%a')).toEqual(await offered('a a'))
  expect(await offered('lov_ad')).toEqual(['ada by name'])
})

test('nothing typed, too much typed and an odd limit are refused by their name', async () => {
  const faults: [string, string][] = [
    ['', 'text'],
    ['text=', 'text'],
    ['text=%20%20', 'text'],
    ['text=%00', 'text'],
    ['text[]=a', 'text'],
    [`text=${'x'.repeat(256)}`, 'text'],
    ['text=a&limit=0', 'limit'],
    ['text=a&limit=51', 'limit'],
    ['text=a&limit=two', 'limit'],
  ]
  for (const [query, field] of faults) {
    const { status, body } = await shop.get(`profiles/lookup?${query}`)
    expect([status, body.code, Object.keys(body.errors)], query).toEqual([422, 'validation_failed', [field]])
  }
  expect((await ask('x'.repeat(255))).body.data).toEqual([])
  expect((await ask('ﷺ'.repeat(200))).body.data).toEqual([])
  expect((await ask('a', '&limit=2')).body.data).toHaveLength(2)
})

test('a lost card finds nobody', async () => {
  expect(await offered('LOST-1')).toEqual([])
})
