// What a till may spend without the server, and when it may not any more.
import { expect, test } from 'vitest'
import { formatInstant, hourMs, instant, minuteMs } from '@tillside/rules/time'

import { openMemoryShelf } from '../adapters/memory-shelf.ts'
import { type Answer, data, no, openCounter, openVirtualClock, type Server, willing } from '../../test/counter.ts'
import { ada } from '../../test/story.ts'

const morning = instant(Date.UTC(2026, 0, 5, 10))
const leave = {
  id: 'a1',
  profile_id: ada.profileId,
  signature: 's',
  count: 3,
  amount_per_sale: 5,
  amount_total: 10,
  spent_count: 0,
  spent: 0,
  valid_from: formatInstant(morning),
  valid_until: formatInstant(instant(morning + 8 * hourMs)),
}

/** A server that hands out leave; `line` says what else becomes of a request. */
function shop(line: { isUp: boolean; final?: Answer }, granted: Partial<typeof leave> = {}): Server {
  return (asked) => {
    if (!line.isUp) return 'lost'
    if (asked.path.endsWith('/allowances')) return data({ ...leave, ...granted })
    if (asked.path.endsWith('/report')) {
      return asked.body['is_final'] === true
        ? (line.final ?? data({ spends: [] }))
        : data({
            spends: [{ reference: asked.key?.replace(/-report$/, ''), redemption_id: 5, total: 5, shortfall: 0 }],
          })
    }
    return willing(asked)
  }
}

type Counter = Awaited<ReturnType<typeof openCounter>>

async function spend({ begin, clock }: Counter, receiptRef: string) {
  const checkout = await begin(receiptRef)
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  return checkout.current.state
}

/** A sale that notices that the server is away. */
async function noticeAway(counter: Counter): Promise<void> {
  await counter.sell(`AWAY-${counter.asked.length}`)
}

test('an allowance is not spent any more once the till has begun to end it, though the answer was lost, nor after a restart', async () => {
  const line: { isUp: boolean; final?: Answer } = { isUp: true, final: 'lost' }
  const shelf = openMemoryShelf()
  const first = await openCounter(shop(line), { shelf })
  await first.clock.until(first.till.allowances?.refresh(ada.profileId) ?? Promise.reject(new Error('none')))
  await expect(first.clock.until(first.till.allowances?.finish() ?? Promise.resolve([]))).rejects.toThrow()
  line.isUp = false
  await noticeAway(first)
  expect(await spend(first, 'R-1')).toBe('redeeming')
  const { clock, memory } = first
  const second = await openCounter(shop(line), { shelf, clock, memory })
  expect(await spend(second, 'R-2')).toBe('redeeming')
})

test('where redeeming offline is switched off it is not asked for with each customer, and a quarter of an hour later once more', async () => {
  let isOff = true
  const counter = await openCounter(
    (asked) => (isOff && asked.path.endsWith('/allowances') ? no(422, 'offline_off') : shop({ isUp: true })(asked)),
    { shelf: openMemoryShelf() },
  )
  const { till, clock, asked } = counter
  const refresh = (profileId: string) => clock.until(till.allowances?.refresh(profileId) ?? Promise.resolve(null))
  const asks = () => asked.filter(({ path }) => path.endsWith('/allowances')).length
  expect([await refresh(ada.profileId), await refresh('somebody-else'), asks()]).toEqual([null, null, 1])
  isOff = false
  await clock.until(clock.sleep(14 * minuteMs))
  expect([await refresh(ada.profileId), asks()]).toEqual([null, 1])
  await clock.until(clock.sleep(minuteMs))
  expect((await refresh(ada.profileId))?.totalMinor).toBe(1000)
  expect(asks()).toBe(2)
})

test('an allowance is not ended while a spend of it is being written down', async () => {
  const line = { isUp: true }
  let isSlow = false
  const clock = openVirtualClock(morning)
  const counter = await openCounter(shop(line), {
    clock,
    shelf: openMemoryShelf(),
    storage: (storage) => ({
      read: () => storage.read(),
      append: async (records) => {
        if (isSlow) await clock.sleep(500)
        return storage.append(records)
      },
      replace: (records) => storage.replace(records),
      close: () => storage.close(),
    }),
  })
  const { till } = counter
  await clock.until(till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  line.isUp = false
  await noticeAway(counter)
  const checkout = await counter.begin('R-1')
  isSlow = true
  const spending = checkout.redeem({ amountMinor: 500 })
  line.isUp = true
  await clock.until(till.allowances?.finish() ?? Promise.resolve([]))
  expect(counter.asked.some(({ body }) => body['is_final'] === true)).toBe(false)
  expect((await clock.until(spending)).ok).toBe(true)
})

test('an allowance that the server will not hear of any more is over, and the next is asked for', async () => {
  const line = { isUp: true, final: no(404, 'not_found') }
  const counter = await openCounter(shop(line), { shelf: openMemoryShelf() })
  const { till, clock } = counter
  await clock.until(till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  clock.set(instant(clock.now() + 9 * hourMs))
  expect(await clock.until(till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))).not.toBeNull()
})

test('a clock that runs behind after a restart does not bring an allowance back that is over', async () => {
  const line = { isUp: true }
  const shelf = openMemoryShelf()
  const first = await openCounter(shop(line), { shelf, clock: openVirtualClock(morning) })
  await first.clock.until(first.till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  first.clock.set(instant(morning + 9 * hourMs))
  const late = await first.begin('R-1')
  await first.clock.until(late.redeem({ amountMinor: 500 }))
  line.isUp = false
  const second = await openCounter(shop(line), {
    shelf,
    memory: first.memory,
    clock: openVirtualClock(instant(morning + hourMs)),
  })
  await noticeAway(second)
  expect(await spend(second, 'R-2')).toBe('redeeming')
})

test('a spend is reported with the time of the server, not with that of a till whose clock is wrong', async () => {
  const line = { isUp: true }
  const ahead = 30 * minuteMs
  const clock = openVirtualClock(instant(morning + ahead))
  const counter = await openCounter(
    async (asked) => {
      const answer = await shop(line)(asked)
      const date = new Date(clock.now() - ahead).toUTCString()
      return answer === 'lost' ? answer : { ...answer, headers: { date } }
    },
    { shelf: openMemoryShelf(), clock },
  )
  await clock.until(counter.till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  line.isUp = false
  await noticeAway(counter)
  const checkout = await counter.begin('R-1')
  const spentAt = clock.now() - ahead
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  await counter.pay(checkout, 500)
  line.isUp = true
  await clock.until(counter.till.drain())
  const report = counter.asked.find(({ path }) => path.endsWith('/report'))
  const [spent] = (report?.body['spends'] ?? []) as { spent_at: string }[]
  expect(Math.abs(Date.parse(String(spent?.spent_at)) - spentAt)).toBeLessThan(minuteMs)
})

test('what was spent before the journal was replaced is not spent again', async () => {
  const line = { isUp: true }
  const counter = await openCounter(shop(line, { spent_count: 1, spent: 5 }), { shelf: openMemoryShelf() })
  await counter.clock.until(counter.till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  expect(counter.till.allowances?.find(ada.profileId)).toMatchObject({ allowance: { count: 2 }, leftMinor: 500 })
  line.isUp = false
  await noticeAway(counter)
  expect([await spend(counter, 'R-1'), await spend(counter, 'R-2')]).toEqual(['redeemed', 'redeeming'])
})

test('a clock that runs days ahead after a restart does not make the till forget what it has spent', async () => {
  const line = { isUp: true }
  const shelf = openMemoryShelf()
  const first = await openCounter(shop(line), { shelf, clock: openVirtualClock(morning) })
  await first.clock.until(first.till.allowances?.refresh(ada.profileId) ?? Promise.resolve(null))
  line.isUp = false
  await noticeAway(first)
  for (const receiptRef of ['R-1', 'R-2']) {
    const checkout = await first.begin(receiptRef)
    await first.clock.until(checkout.redeem({ amountMinor: 500 }))
    await first.pay(checkout, 500)
  }
  line.isUp = true
  await first.clock.until(first.till.drain())
  for (let sale = 0; sale < 200; sale += 1) await first.sell(`S-${sale}`)
  line.isUp = false
  const { memory } = first
  await openCounter(shop(line), { shelf, memory, clock: openVirtualClock(instant(morning + 72 * hourMs)) })
  const third = await openCounter(shop(line), { shelf, memory, clock: openVirtualClock(instant(morning + hourMs)) })
  await noticeAway(third)
  expect(await spend(third, 'R-3')).toBe('redeeming')
})
