// A server without keys, whose network doubles, delays and loses: what the till does about it.
import { hourMs, minuteMs, secondMs } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { type Answer, type Asked, data, no, openCounter, openVirtualClock, willing } from '../../test/counter.ts'

interface Row {
  readonly id: number
  readonly type: 'redeem' | 'reversal'
  readonly total: number
  readonly meta: unknown
  readonly created_at: string
  readonly linked_source_id: number | null
  readonly linked_source_type: string | null
}

/** Keeps redemptions as the reference has them: a reversal is a row of its own that names the other as its source. */
function openOmneo() {
  const rows: Row[] = []
  const add = (row: Pick<Row, 'type' | 'meta' | 'linked_source_id'>): Row => {
    const source = row.linked_source_id === null ? null : 'redemption'
    const made = {
      id: 71 + rows.length,
      total: 5,
      created_at: '2026-01-05 10:00:00',
      linked_source_type: source,
      ...row,
    }
    rows.push(made)
    return made
  }
  const answer = (asked: Asked): Answer | Promise<Answer> => {
    const { method, path, body } = asked
    if (method === 'GET' && path.includes('/redemptions')) {
      return { status: 200, body: { data: rows, meta: { current_page: 1, last_page: 1, total: rows.length } } }
    }
    if (path.endsWith('/redeem')) return data(add({ type: 'redeem', meta: body['meta'], linked_source_id: null }))
    if (!path.endsWith('/reversal')) return willing(asked)
    const id = Number(path.split('/')[2])
    if (rows.some((row) => row.linked_source_id === id)) return no(422)
    return data(add({ type: 'reversal', meta: null, linked_source_id: id }))
  }
  const undone = (): (number | null)[] => rows.flatMap((row) => (row.type === 'reversal' ? [row.linked_source_id] : []))
  return { add, answer, undone }
}

test('a redemption that left late, after an outage, and that the network sent twice, is found and goes back (R9)', async () => {
  const omneo = openOmneo()
  const clock = openVirtualClock()
  let isDown = true
  const doubled: (() => void)[] = []
  const counter = await openCounter(
    (asked) => {
      if (isDown) return 'lost'
      if (asked.path.endsWith('/redeem')) {
        const { meta } = asked.body as { meta: unknown }
        doubled.push(() => omneo.add({ type: 'redeem', meta, linked_source_id: null }))
      }
      return omneo.answer(asked)
    },
    { dialect: 'omneo', clock },
  )
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  await clock.pass(200 * secondMs)
  isDown = false
  await clock.pass(90 * secondMs)
  expect(checkout.current.state).toBe('redeemed')
  for (const arrive of doubled) arrive()
  await counter.pay(checkout, 500)
  await clock.pass(3 * hourMs)
  expect([checkout.current.state, omneo.undone()]).toEqual(['recorded', [72]])
})

test('a reversal whose answer was lost is known by its row, and nothing is given back after it', async () => {
  const omneo = openOmneo()
  let isLost = true
  const counter = await openCounter(
    async (asked) => {
      const answer = await omneo.answer(asked)
      if (!asked.path.endsWith('/reversal') || !isLost) return answer
      isLost = false
      return 'lost'
    },
    { dialect: 'omneo' },
  )
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  await counter.clock.until(checkout.release())
  await counter.clock.pass(10 * minuteMs)
  expect(checkout.current.attempts).toMatchObject([{ status: 'undone' }])
  expect(counter.asked.filter(({ path }) => path.endsWith('/return'))).toEqual([])
})

test('a sale that was recorded though its answer was lost is not rejected for what comes after', async () => {
  let tries = 0
  const counter = await openCounter(
    (asked) => {
      if (asked.method === 'GET' && asked.path === '/transactions/external/R-1') return data({ id: 5 }, 200)
      if (!asked.path.startsWith('/transactions')) return willing(asked)
      tries += 1
      return tries === 1 ? 'lost' : no(422)
    },
    { dialect: 'omneo' },
  )
  const checkout = await counter.sell('R-1')
  await counter.clock.pass(5 * minuteMs)
  expect(checkout.current).toMatchObject({ state: 'recorded', transactionId: 5 })
})
