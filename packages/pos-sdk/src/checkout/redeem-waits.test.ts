// What a redemption that had to wait finds when its turn comes: another customer, or another basket.
import { accept, refuse } from '@tillside/rules/outcome'
import { expect, test } from 'vitest'

import { type Answer, type Counter, data, openCounter, type Server, willing } from '../../test/counter.ts'
import { ada, bob, line } from '../../test/story.ts'
import type { TillCheckout } from './till-checkout.ts'

/** A server that is asked to put a reward back, and answers when the test says so. */
function openSlowServer() {
  let answerNow: (answer: Answer) => void = () => {}
  const answered = new Promise<Answer>((resolve) => (answerNow = resolve))
  const server: Server = (asked) => (asked.path.endsWith('/reversal') ? answered : willing(asked))
  return { server, putBack: () => answerNow(data({ id: 9, total: 20 })) }
}

/** Ada's 10.00 are on their way back to her, and the server takes its time. */
async function openWaiting(): Promise<{ counter: Counter; checkout: TillCheckout; putBack: () => void }> {
  const { server, putBack } = openSlowServer()
  const counter = await openCounter(server)
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 1000 }))
  void checkout.release()
  await counter.clock.pass(100)
  expect(checkout.current).toMatchObject({ state: 'open', customer: ada })
  return { counter, checkout, putBack }
}

const redeemedBy = ({ asked }: Counter): string[] =>
  asked.filter(({ path }) => path.endsWith('/redeem')).map(({ path }) => path.split('/')[2] ?? '')

test('a reward is chosen again while the first is on its way back, and another card is scanned: nothing is taken from them', async () => {
  const { counter, checkout, putBack } = await openWaiting()
  const redeeming = checkout.redeem({ amountMinor: 1000 })
  await counter.clock.pass(100)
  void checkout.attach(bob)
  await counter.clock.pass(100)
  putBack()
  expect(await counter.clock.until(redeeming)).toMatchObject({ ok: false, refusal: { code: 'customer_changed' } })
  expect(redeemedBy(counter)).toEqual([ada.profileId])
  expect(checkout.current).toMatchObject({ state: 'open', customer: bob })
})

test('what the shop allows is asked of the basket as it is when the wait is over: what it does not allow is not taken', async () => {
  const { counter, checkout, putBack } = await openWaiting()
  const redeeming = checkout.redeem({ amountMinor: 1000 }, ({ basket }) =>
    basket.lines.length === 1 ? accept(null) : refuse('half_at_most'),
  )
  await counter.clock.pass(100)
  await counter.clock.until(checkout.setBasket({ lines: [line('1', 1000), line('2', 500)] }))
  putBack()
  expect(await counter.clock.until(redeeming)).toMatchObject({ ok: false, refusal: { code: 'half_at_most' } })
  expect(redeemedBy(counter)).toEqual([ada.profileId])
  expect(checkout.current).toMatchObject({ state: 'open', attempts: [{ status: 'undone' }] })
})

test('with the same customer and what the shop allows it is taken once the first is back', async () => {
  const { counter, checkout, putBack } = await openWaiting()
  const redeeming = checkout.redeem({ amountMinor: 1000 }, () => accept(null))
  await counter.clock.pass(100)
  putBack()
  expect(await counter.clock.until(redeeming)).toMatchObject({ ok: true, value: { state: 'redeemed' } })
  expect(redeemedBy(counter)).toEqual([ada.profileId, ada.profileId])
})
