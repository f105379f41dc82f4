// The till's clock says when, never whether.
import { dayMs, hourMs, instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { type Asked, type Answer, data, openCounter, willing } from '../../test/counter.ts'
import { ada, line } from '../../test/story.ts'

const back = line('b', 1000, {
  quantity: -1,
  returnFor: { receiptRef: 'S-1', lineId: '1', redemptionId: 70, shareMinor: 300 },
})

test.each([-365, 8])('a clock that jumps %i days does not keep goods from bringing their share back', async (days) => {
  let isOriginalThere = false
  const server = (asked: Asked): Answer | Promise<Answer> => {
    if (!asked.path.startsWith('/transactions')) return willing(asked)
    const returnable = isOriginalThere ? [{ redemption_id: 70, amount: 3 }] : []
    return data({ id: 5, returnable, exceptions: isOriginalThere ? [] : [{ code: 'return_unmatched' }] }, 200)
  }
  const counter = await openCounter(server)
  const { clock, till } = counter
  const begun = await clock.until(till.begin({ receiptRef: 'B-1', customer: ada, basket: { lines: [back] } }))
  if (!begun.ok) throw new Error(begun.refusal.code)
  await counter.pay(begun.value, -700)
  clock.set(instant(clock.now() + days * dayMs))
  await clock.pass(hourMs)
  isOriginalThere = true
  await clock.pass(2 * hourMs)
  expect(begun.value.current.refunds).toMatchObject([{ redemptionId: 70, status: 'returned' }])
})
