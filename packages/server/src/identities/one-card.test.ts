// One physical card is one member's, however a scanner reads it.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { cardKey, gs1CheckDigit } from '@tillside/rules/identities'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (...identities: object[]) =>
  shop.post('profiles', { email: `card${(count += 1)}@example.com`, identities })
const member = async (): Promise<string> => `profiles/${(await enrol()).body.data.id}`
/** A new card in the two forms in which it is read. */
const newCard = (): [upc: string, ean: string] => {
  const digits = String(42_100_005_26 + (count += 1)).padStart(11, '0')
  const upc = digits + String(gs1CheckDigit(digits))
  return [upc, `0${upc}`]
}
const card = (identifier: string) => ({ handle: 'loyalty-card', identifier })

test('a card that is read as UPC-A here and as EAN-13 there cannot be given to two members', async () => {
  for (const turn of [0, 1]) {
    const [first = '', second = ''] = turn === 0 ? newCard() : newCard().toReversed()
    expect((await shop.post(`${await member()}/identities`, card(first))).status).toBe(201)
    const other = await member()
    const refusals = [
      await shop.post(`${other}/identities`, card(second)),
      await enrol(card(second)),
      await shop.put(other, { identities: [card(second)] }),
    ]
    for (const { status, body } of refusals) expect([status, body.code]).toEqual([422, 'identity_taken'])
    expect((await shop.post(`${other}/identities`, { handle: 'pos', identifier: second })).status).toBe(201)
  }
})

test('nor when a number is changed, nor by two tills at once', async () => {
  const [upc, ean] = newCard()
  const [one, two] = [await member(), await member()]
  await shop.post(`${one}/identities`, card(upc))
  await shop.post(`${two}/identities`, card('other'))
  expect((await shop.put(`${two}/identities/loyalty-card`, { identifier: ean })).body.code).toBe('identity_taken')
  const [racedUpc, racedEan] = newCard()
  const raced = await Promise.all([
    shop.post(`${one}/identities`, card(racedUpc)),
    shop.post(`${two}/identities`, card(racedEan)),
  ])
  expect(raced.map(({ status }) => status).sort()).toEqual([201, 422])
})

test('a member who shows their own card in its other form has one card, not two', async () => {
  const [upc, ean] = newCard()
  const own = `profiles/${(await enrol(card(upc), card(ean))).body.data.id}`
  expect((await shop.get(`${own}/identities`)).body.data).toHaveLength(1)
  expect((await shop.put(own, { identities: [card(upc)] })).status).toBe(200)
  expect((await shop.get(`${own}/identities`)).body.data).toMatchObject([{ identifier: upc }])
})

test('the database and the rules know the same cards as one', async () => {
  const codes = ['0006610004471', '0042100005265', '6610004471', 'AB-12', '00000000000000', ...newCard(), ...newCard()]
  for (const code of codes) {
    const [row] = await shop.sql<{ key: string }[]>`select card_key(${code}) as key`
    expect(row?.key, code).toBe(cardKey(code))
  }
})
