// When a redemption is taken from the leave that the till has, and when the server is asked.
import { expect, test } from 'vitest'

import { openMemoryShelf } from '../adapters/memory-shelf.ts'
import { openCounter, openVirtualClock } from '../../test/counter.ts'
import { adaId, morning, openLeaveServer } from '../../test/leave.ts'
import { bob } from '../../test/story.ts'
import type { Wish } from '../checkout/state.ts'

async function openTill(mode: 'reserve' | 'risk') {
  const clock = openVirtualClock(morning)
  const { server, line, reports } = openLeaveServer(() => clock.now(), mode)
  const counter = await openCounter(server, { clock, shelf: openMemoryShelf() })
  await clock.until(counter.till.allowances?.refresh(adaId) ?? Promise.resolve(null))
  const loseLine = async (): Promise<void> => {
    line.isUp = false
    await counter.sell('AWAY')
  }
  const redeemed = (): unknown[] =>
    counter.asked.filter(({ path }) => path.endsWith('/redeem')).map(({ body }) => body['amount'])
  return { counter, clock, line, reports, loseLine, redeemed }
}

test.each<[string, Wish, string]>([
  ['rewards and then points', { amountMinor: 500, strategies: ['rewards', 'points'] }, 'redeemed'],
  ['points alone', { amountMinor: 500, strategies: ['points'] }, 'redeeming'],
  ['points and then rewards', { amountMinor: 500, strategies: ['points', 'rewards'] }, 'redeeming'],
  ['rewards alone', { amountMinor: 500, strategies: ['rewards'] }, 'redeeming'],
  ['a benefit', { amountMinor: 500, benefits: [{ id: 1 }] }, 'redeeming'],
])(
  'without the server a wish for %s is taken from the leave only as the server would take it (R11)',
  async (_, wish, state) => {
    const { counter, clock, loseLine } = await openTill('risk')
    await loseLine()
    const checkout = await counter.begin('R-1')
    await clock.until(checkout.redeem(wish))
    expect(checkout.current.state).toBe(state)
  },
)

test('what is set aside for the till is spent by it while the server is there, and reported with the sale', async () => {
  const { counter, clock, reports, redeemed } = await openTill('reserve')
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  expect([checkout.current.state, redeemed()]).toEqual(['redeemed', []])
  await counter.pay(checkout, 500)
  expect([checkout.current.state, reports]).toEqual(['recorded', ['a1 1']])
})

test('what is only at risk stays in the balance, so the server is asked while it is there', async () => {
  const { counter, clock, reports, redeemed } = await openTill('risk')
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  expect([checkout.current.state, redeemed(), reports]).toEqual(['redeemed', [5], []])
})

test('a wish beyond what is set aside has it put back into the balance first, and then takes all from there', async () => {
  const { counter, clock, reports, redeemed } = await openTill('reserve')
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 900 }))
  expect([checkout.current.state, reports, redeemed()]).toEqual(['redeemed', ['a1 0 last'], [9]])
})

test('nobody waits longer than six seconds when the line goes while it is being put back', async () => {
  const { counter, clock, line } = await openTill('reserve')
  line.isUp = false
  const checkout = await counter.begin('R-1')
  const startedAt = clock.now()
  await clock.until(checkout.redeem({ amountMinor: 900 }))
  expect(checkout.current.state).toBe('redeeming')
  expect(clock.now() - startedAt).toBeLessThanOrEqual(6000)
})

test('a wish beyond what is set aside, while nobody knows yet that the line is gone, leaves it to be spent without the server', async () => {
  const { counter, clock, line, reports } = await openTill('reserve')
  line.isUp = false
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 900 }))
  await clock.until(checkout.release())
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  expect([checkout.current.state, reports]).toEqual(['redeemed', []])
})

test('another card that is scanned while redeem is tapped does not spend the first member’s leave (R11)', async () => {
  const { counter, clock, reports, line, loseLine } = await openTill('risk')
  await loseLine()
  const checkout = await counter.begin('R-1')
  const [attached, redeemed] = await clock.until(
    Promise.all([checkout.attach(bob), checkout.redeem({ amountMinor: 500 })]),
  )
  expect(attached.ok).toBe(true)
  expect(redeemed).toMatchObject({ ok: false, refusal: { code: 'customer_changed' } })
  expect(checkout.current).toMatchObject({ state: 'open', customer: bob, attempts: [] })
  await counter.pay(checkout, 1000)
  line.isUp = true
  await clock.until(counter.till.drain())
  expect(reports).toEqual([])
})

test('when every spend of the leave is used up nothing of it is offered, though an amount is left', async () => {
  const { counter, clock, loseLine } = await openTill('risk')
  await loseLine()
  const { allowance, leftMinor } = counter.till.allowances?.find(adaId) ?? {}
  expect(leftMinor).toBe(allowance?.totalMinor)
  const count = allowance?.count ?? 0
  for (let spend = 1; spend <= count; spend += 1) {
    const checkout = await counter.begin(`R-${spend}`)
    await clock.until(checkout.redeem({ amountMinor: 1 }))
    expect(checkout.current.state).toBe('redeemed')
  }
  expect(count).toBeGreaterThan(0)
  expect(counter.till.allowances?.find(adaId)?.leftMinor).toBe(0)
})
