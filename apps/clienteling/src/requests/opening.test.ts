// What one opening of the portal remembers of its sale, on a tab's storage that outlives its pages.
import { expect, test } from 'vitest'

import { openShelf } from '../../test/desk-world.ts'
import { isOpenedAgain, Opening } from './opening.ts'

type OpenShelf = ReturnType<typeof openShelf>

let ids = 0
const chance = { newId: () => `opening-${(ids += 1)}` }
/** The POS navigates to the portal. */
const openAt = (shelf: OpenShelf, address = 'sale A') => new Opening(shelf, { address, isAgain: false, chance })
/** The page is loaded again, or gone back to. */
const openAgain = (shelf: OpenShelf, address = 'sale A') => new Opening(shelf, { address, isAgain: true, chance })

const fifty = { redemptionId: 7, amountMinor: 5_000, isBenefit: false }
const twenty = { redemptionId: 8, amountMinor: 2_000, isBenefit: false }
const valueOf = (opening: Opening) => opening.taken().valueMinor

test('what was taken for the sale counts until it was put back, also after a reload', () => {
  const shelf = openShelf()
  const opening = openAt(shelf)
  opening.take(fifty)
  opening.take(twenty)
  const again = openAgain(shelf)
  expect(valueOf(again)).toBe(7_000)
  again.putBack(7)
  expect([valueOf(again), valueOf(openAgain(shelf))]).toEqual([2_000, 2_000])
  expect([again.hasTaken(7), again.hasTaken(8), again.hasTaken(9)]).toEqual([true, true, false])
})

test('benefits are told from value', () => {
  const opening = openAt(openShelf())
  opening.take(fifty)
  opening.take({ ...twenty, isBenefit: true })
  expect(opening.taken()).toEqual({ valueMinor: 5_000, benefitMinor: 2_000 })
})

test('a redemption that is heard of twice counts once', () => {
  const opening = openAt(openShelf())
  opening.take(fifty)
  opening.putBack(7)
  opening.take(fifty)
  expect(valueOf(opening)).toBe(0)
})

test('one that was put back before its answer came does not count once it is heard of, also after a reload', () => {
  const shelf = openShelf()
  const opening = openAt(shelf)
  opening.putBack(7)
  expect([opening.hasTaken(7), opening.hasPutBack(7)]).toEqual([false, true])
  const again = openAgain(shelf)
  again.take(fifty)
  expect(valueOf(again)).toBe(0)
})

test('a new opening starts at nothing, and so does the reload after it', () => {
  const shelf = openShelf()
  const before = openAt(shelf)
  before.take(fifty)
  before.putBack(7)
  before.allow('250')
  before.wait([{ origin: 'https://pos.example.com', message: { name: 'setMaxRedeem', amount: '1' } }])
  const nothing = { address: 'sale A', maxRedeem: null, taken: [], putBack: [], waiting: [] }
  const anew = openAt(shelf).state()
  expect(anew).toEqual({ ...nothing, id: anew.id })
  expect(anew.id).not.toBe(before.state().id)
  expect(openAgain(shelf).state()).toEqual(anew)
})

test('whoever goes back from the next sale finds what the sale before took and may take, and nothing of the next', () => {
  const shelf = openShelf()
  const saleA = openAt(shelf, 'sale A')
  saleA.take(fifty)
  saleA.allow('50')
  const saleB = openAt(shelf, 'sale B')
  saleB.take(twenty)
  saleB.allow('900')
  const back = openAgain(shelf, 'sale A')
  expect([valueOf(back), back.state().maxRedeem, back.state().id]).toEqual([5_000, '50', saleA.state().id])
  const forward = openAgain(shelf, 'sale B')
  expect([valueOf(forward), forward.state().maxRedeem]).toEqual([2_000, '900'])
})

test('a page that is gone back to and was never opened here starts at nothing', () => {
  const shelf = openShelf()
  openAt(shelf, 'sale A').take(fifty)
  expect(valueOf(openAgain(shelf, 'sale C'))).toBe(0)
})

test('the last twenty sales are kept', () => {
  const shelf = openShelf()
  for (let sale = 1; sale <= 21; sale += 1) openAt(shelf, `sale ${sale}`).take(fifty)
  expect([2, 21, 1].map((sale) => valueOf(openAgain(shelf, `sale ${sale}`)))).toEqual([5_000, 5_000, 0])
})

test('what the POS said last of its total stands, also after a reload, and whoever looks is told', () => {
  const shelf = openShelf()
  const opening = openAt(shelf)
  const seen: unknown[] = []
  const stop = opening.subscribe(() => seen.push(opening.state().maxRedeem))
  opening.allow('250')
  opening.allow('50')
  stop()
  opening.allow('60')
  expect([seen, openAgain(shelf).state().maxRedeem]).toEqual([['250', '50'], '60'])
})

test('a browser that has no room left forgets nothing while the page is open', () => {
  const shelf = openShelf()
  const opening = openAt(shelf)
  shelf.isFull = true
  opening.allow('50')
  opening.take(fifty)
  expect([opening.state().maxRedeem, valueOf(opening)]).toEqual(['50', 5_000])
})

test.each([
  '{"not":"ours"',
  'null',
  '{}',
  '[null,7,{"address":"sale A"}]',
  '[{"id":"x","address":"sale A","taken":[null,{"redemptionId":"x"}],"putBack":["7"],"maxRedeem":5,"waiting":7}]',
])('a storage that holds something else (%s) is a storage that holds nothing', (text) => {
  const shelf = openShelf()
  shelf.setItem('tillside.portal.openings', text)
  expect(openAgain(shelf).state()).toMatchObject({ maxRedeem: null, taken: [], putBack: [], waiting: [] })
})

test('a page that is loaded again, gone back to, or restored is the same opening; one that was navigated to is a new one', () => {
  const pageOf = (entries: readonly object[]) => ({ performance: { getEntriesByType: () => entries } })
  const isAgain = (type: string) => isOpenedAgain(pageOf([{ type }]) as unknown as Window)
  expect(['reload', 'back_forward', 'navigate', 'prerender'].map(isAgain)).toEqual([true, true, false, false])
  expect(isOpenedAgain(pageOf([]) as unknown as Window)).toBe(false)
})
