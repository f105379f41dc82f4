// Finding members as people speak and spell.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { folded } from './fold.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  const people: [string, string, object?][] = [
    ['Renée', 'Müller', { mobile_phone: '0412 345 678', company: 'Straße & Søn' }],
    ['Sean', 'O’Connor', { custom_attributes: [{ namespace: 'pos', handle: 'colour', type: 'string', value: 'red' }] }],
    [
      'Anne-Marie',
      'Łukasz',
      { custom_attributes: [{ namespace: 'pos', handle: 'points', type: 'integer', value: 5 }] },
    ],
    ['Renee', 'Mueller', { email: 'muller@example.com' }],
  ]
  for (const [first_name, last_name, more] of people) {
    const email = `${folded(first_name + last_name).replaceAll(' ', '')}@example.com`
    expect((await shop.post('profiles', { first_name, last_name, email, ...more })).status).toBe(201)
  }
})
afterAll(() => shop.close())

const found = async (query: string): Promise<string[]> => {
  const { body } = await shop.get(`profiles?${query}`)
  return body.data.map((member: { first_name: string }) => member.first_name)
}
const search = (typed: string): Promise<string[]> => found(`search=${encodeURIComponent(typed)}`)

test('a member is found whatever marks and signs the cashier leaves out or puts in', async () => {
  for (const typed of ['renee muller', 'RENÉE MÜLLER', 'Renée Müller'.normalize('NFD'), 'Rénee'])
    expect(await search(typed), typed).toContain('Renée')
  for (const typed of ['O’Connor', "o'connor", 'oconnor', 'O`Connor', 'connor'])
    expect(await search(typed), typed).toEqual(['Sean'])
  for (const typed of ['anne marie', 'anne-marie', 'lukasz', 'Łukasz'])
    expect(await search(typed), typed).toEqual(['Anne-Marie'])
})

test('a search for nothing but signs finds nobody, not everybody', async () => {
  for (const typed of ["'", '’’', '-', '%', '_', '\\', '＼']) expect(await search(typed), typed).toEqual([])
})

test('the database folds what is stored as the server folds what is typed', async () => {
  const texts = [
    'Renée',
    'ÅNGSTRÖM',
    'Łódź',
    'Straße',
    'ẞ',
    'Æsir œuvre',
    'Ðóra Þór',
    'O’Connor',
    'D´Arcy',
    'Anne‑Marie',
    'İzmir ısı',
    'ﬁn Ⅳ ½',
    'Nguyễn',
    'ø Ø đ Đ',
  ]
  for (const text of texts) {
    const [row] = await shop.sql<{ stored: string }[]>`select folded(${text}) as stored`
    expect(row?.stored, text).toBe(folded(text))
  }
})

test('a text can be looked for in one field alone', async () => {
  expect(await found('filter[search_with][email]=muller@example')).toEqual(['Renée', 'Renee'])
  expect(await found('filter[search_with][last_name]=muller')).toEqual(['Renée'])
  expect(await found('filter[search_with][company]=strasse%20son')).toEqual(['Renée'])
  expect(await found('filter[search_with][mobile_phone]=0412-345-678')).toEqual(['Renée'])
  expect(await found('filter[search_with][mobile_phone]=345')).toEqual(['Renée'])
  const odd = await shop.get('profiles?filter[search_with][colour]=red')
  expect([odd.status, odd.body.code]).toEqual([400, 'filter_unknown'])
})

test('members are found by the custom values that other systems keep on them', async () => {
  expect(await found('filter[custom_field][pos][colour]=red')).toEqual(['Sean'])
  expect(await found('filter[custom_field][pos][points]=5')).toEqual(['Anne-Marie'])
  expect(await found('filter[custom_field][pos][colour][in]=blue,red')).toEqual(['Sean'])
  expect(await found('filter[custom_field][pos][colour][nullable]=0')).toEqual(['Sean'])
  expect(await found('filter[custom_field][pos][colour][ne]=red')).toHaveLength(3)
  expect(await found('filter[custom_field][web][colour]=red')).toEqual([])
  expect(await found(`filter[json_contains]=${encodeURIComponent('{"pos":{"points":5}}')}`)).toEqual(['Anne-Marie'])
  expect((await shop.get('profiles?filter[json_contains]=x')).body.errors).toEqual({
    'filter[json_contains]': [expect.stringContaining('{"pos":{"colour":"red"}}')],
  })
  expect((await shop.get('locations?filter[custom_field][pos][colour]=red')).body.code).toBe('filter_unknown')
})
