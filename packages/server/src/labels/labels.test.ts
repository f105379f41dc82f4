import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { ensureSystems, ensureTags } from './service.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const handlesOf = (rows: { handle: string }[]): string[] => rows.map((row) => row.handle)

test('a system is made, found, listed without pages, and gone after it is removed', async () => {
  const made = await shop.post('systems', { handle: 'pos', colour: 'ignored' })
  expect([made.status, made.body]).toEqual([201, { data: { id: expect.any(Number), handle: 'pos' } }])
  await shop.post('systems', { handle: 'web' })
  expect((await shop.get(`systems/${made.body.data.id}`)).body).toEqual(made.body)
  const all = await shop.get('systems')
  expect(Object.keys(all.body)).toEqual(['data'])
  expect(handlesOf(all.body.data)).toEqual(['pos', 'web'])
  expect(handlesOf((await shop.get('systems?filter[handle]=web')).body.data)).toEqual(['web'])
  expect((await shop.remove(`systems/${made.body.data.id}`)).status).toBe(204)
  expect((await shop.get(`systems/${made.body.data.id}`)).status).toBe(404)
  expect((await shop.remove(`systems/${made.body.data.id}`)).body.code).toBe('not_found')
})

test('tags are listed in pages and found by their handle', async () => {
  for (const handle of ['vip', 'Instore Signup', 'online'])
    expect((await shop.post('tags', { handle })).status).toBe(201)
  const page = await shop.get('tags?page[size]=2&sort=-handle')
  expect(handlesOf(page.body.data)).toEqual(['vip', 'online'])
  expect(page.body.meta).toMatchObject({ total: 3, last_page: 2 })
  const [found] = (await shop.get('tags?filter[handle]=Instore+Signup')).body.data
  expect((await shop.get(`tags/${found.id}`)).body.data).toEqual(found)
  expect((await shop.remove(`tags/${found.id}`)).status).toBe(204)
  expect((await shop.get(`tags/${found.id}`)).body.code).toBe('not_found')
})

test('a handle that is there already is refused, and so is none', async () => {
  await shop.post('tags', { handle: 'twice' })
  const second = await shop.post('tags', { handle: 'twice' })
  expect([second.status, second.body.code, Object.keys(second.body.errors)]).toEqual([422, 'handle_taken', ['handle']])
  await shop.post('systems', { handle: 'twice' })
  expect((await shop.post('systems', { handle: 'twice' })).body.code).toBe('handle_taken')
  for (const body of [
    {},
    { handle: '' },
    { handle: 7 },
    { handle: null },
    { handle: 'a\u0000' },
    { handle: 'x'.repeat(256) },
    [],
  ]) {
    expect((await shop.post('tags', body)).status).toBe(422)
  }
  for (const id of ['0', '-1', 'vip', '1e3', '99999999999999999999', '%00', '1.5']) {
    expect((await shop.get(`tags/${id}`)).status).toBe(404)
    expect((await shop.remove(`systems/${id}`)).status).toBe(404)
  }
})

test('sales that bring the same new labels at once make each of them once', async () => {
  const handles = ['kiosk', 'self-checkout', 'kiosk', 'app']
  const tills = Array.from({ length: 12 }, (_, till) =>
    shop.sql.begin(async (tx) => {
      await ensureTags(tx, till % 2 === 0 ? handles : handles.toReversed())
      await ensureSystems(tx, handles)
    }),
  )
  await Promise.all(tills)
  for (const list of ['tags', 'systems']) {
    const found = (await shop.get(`${list}?filter[handle][in]=kiosk,self-checkout,app`)).body.data
    expect(handlesOf(found).sort()).toEqual(['app', 'kiosk', 'self-checkout'])
  }
})

test('labels that exist already cost no new ids', async () => {
  const [before] = await shop.sql<{ last: number }[]>`select last_value as last from tag_id_seq`
  await shop.sql.begin((tx) => ensureTags(tx, ['kiosk', 'app']))
  await shop.sql.begin((tx) => ensureTags(tx, []))
  const [after] = await shop.sql<{ last: number }[]>`select last_value as last from tag_id_seq`
  expect(after).toEqual(before)
})

test('a token needs the scope of the label that it touches', async () => {
  const token = await shop.tokenWith(['read-tags'])
  expect((await shop.get('tags', { token })).status).toBe(200)
  expect((await shop.get('systems', { token })).body.details).toEqual({ scope: 'read-systems' })
  expect((await shop.post('tags', { handle: 'no' }, { token })).body.details).toEqual({ scope: 'create-tags' })
})
