// What one opening of the portal remembers of its sale, on a tab's storage that outlives its pages.
import { expect, test } from 'vitest'

import { isOpenedAgain, Opening } from './opening.ts'

function openShelf() {
  const values = new Map<string, string>()
  const shelf = {
    isFull: false,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (shelf.isFull) throw new Error('QuotaExceededError')
      values.set(name, value)
    },
  }
  return shelf
}

test('what was taken for the sale counts until it was put back, also after a reload', () => {
  const shelf = openShelf()
  const opening = new Opening(shelf, { isAgain: false })
  opening.take({ redemptionId: 7, amountMinor: 5_000 })
  opening.take({ redemptionId: 8, amountMinor: 2_000 })
  const again = new Opening(shelf, { isAgain: true })
  expect(again.takenMinor()).toBe(7_000)
  again.putBack(7)
  expect([again.takenMinor(), new Opening(shelf, { isAgain: true }).takenMinor()]).toEqual([2_000, 2_000])
  expect([again.hasTaken(7), again.hasTaken(8), again.hasTaken(9)]).toEqual([true, true, false])
})

test('a redemption that is heard of twice counts once', () => {
  const opening = new Opening(openShelf(), { isAgain: false })
  opening.take({ redemptionId: 7, amountMinor: 5_000 })
  opening.putBack(7)
  opening.take({ redemptionId: 7, amountMinor: 5_000 })
  expect(opening.takenMinor()).toBe(0)
  opening.putBack(4)
  expect(opening.hasTaken(4)).toBe(false)
})

test('a new opening starts at nothing, and so does the reload after it', () => {
  const shelf = openShelf()
  const before = new Opening(shelf, { isAgain: false })
  before.take({ redemptionId: 7, amountMinor: 5_000 })
  before.allow('250')
  before.wait([{ origin: 'https://pos.example.com', message: { name: 'setMaxRedeem', amount: '1' } }])
  const nothing = { maxRedeem: null, taken: [], waiting: [] }
  expect(new Opening(shelf, { isAgain: false }).state()).toEqual(nothing)
  expect(new Opening(shelf, { isAgain: true }).state()).toEqual(nothing)
})

test('what the POS said last of its total stands, also after a reload, and whoever looks is told', () => {
  const shelf = openShelf()
  const opening = new Opening(shelf, { isAgain: false })
  const seen: unknown[] = []
  const stop = opening.subscribe(() => seen.push(opening.state().maxRedeem))
  opening.allow('250')
  opening.allow('50')
  stop()
  opening.allow('60')
  expect([seen, new Opening(shelf, { isAgain: true }).state().maxRedeem]).toEqual([['250', '50'], '60'])
})

test('a browser that has no room left forgets nothing while the page is open', () => {
  const shelf = openShelf()
  const opening = new Opening(shelf, { isAgain: false })
  shelf.isFull = true
  opening.allow('50')
  opening.take({ redemptionId: 7, amountMinor: 5_000 })
  expect([opening.state().maxRedeem, opening.takenMinor()]).toEqual(['50', 5_000])
})

test.each(['{"not":"ours"', 'null', '[]', '{"taken":[null,{"redemptionId":"x"}],"maxRedeem":5,"waiting":7}'])(
  'a storage that holds something else (%s) is a storage that holds nothing',
  (text) => {
    const shelf = openShelf()
    shelf.setItem('tillside.portal.opening', text)
    expect(new Opening(shelf, { isAgain: true }).state()).toEqual({ maxRedeem: null, taken: [], waiting: [] })
  },
)

test('a page that is loaded again, gone back to, or restored is the same opening; one that was navigated to is a new one', () => {
  const pageOf = (entries: readonly object[]) => ({ performance: { getEntriesByType: () => entries } })
  const isAgain = (type: string) => isOpenedAgain(pageOf([{ type }]) as unknown as Window)
  expect(['reload', 'back_forward', 'navigate', 'prerender'].map(isAgain)).toEqual([true, true, false, false])
  expect(isOpenedAgain(pageOf([]) as unknown as Window)).toBe(false)
})
