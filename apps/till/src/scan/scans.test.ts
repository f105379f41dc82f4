// Scans while other things happen: each has one effect, or waits where it can be seen.
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'

import { openPractice, variants } from '../../test/practice.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'
import { practiceMembers } from '../training/practice-members.ts'
import type { ScanResult } from './results.ts'

const runtimes: TillRuntime[] = []
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.close()
})

async function open(): Promise<TillRuntime> {
  const runtime = await openPractice()
  runtimes.push(runtime)
  return runtime
}

const [scarf = '', shirt = '', socks = ''] = variants.map(({ barcode }) => barcode ?? '')
const [robin, kim] = practiceMembers('AUD').map(({ card }) => card)
const unitsIn = (runtime: TillRuntime): number =>
  (runtime.getSnapshot().sale?.lines ?? []).reduce((sum, { quantity }) => sum + quantity, 0)
const effects = (results: readonly ScanResult[]) => results.map(({ effect }) => effect.kind)

test('twenty scans in a burst are twenty pieces, in the order in which they came', async () => {
  const runtime = await open()
  const burst = Array.from({ length: 20 }, (_, index) => [scarf, shirt, socks][index % 3] ?? scarf)
  const results = await Promise.all(burst.map((code) => runtime.scans.submit(code)))
  expect(new Set(effects(results))).toEqual(new Set(['added']))
  expect(results.map(({ number }) => number)).toEqual(burst.map((_, index) => index + 1))
  expect(unitsIn(runtime)).toBe(20)
  expect(runtime.getSnapshot().lastScan?.number).toBe(20)
})

test('while a payment is under way scans wait in the tray, and go into the basket when a person says so', async () => {
  const runtime = await open()
  await runtime.scans.submit(scarf)
  await runtime.paying.begin()
  const results = [await runtime.scans.submit(shirt), await runtime.scans.submit(String(robin))]
  expect(results.map(({ effect }) => effect)).toEqual([
    { kind: 'waits', because: 'payment' },
    { kind: 'waits', because: 'payment' },
  ])
  const [first, second] = runtime.getSnapshot().tray
  expect(await runtime.scans.take(first?.id ?? '')).toMatchObject({ refusal: { code: 'payment_under_way' } })
  await runtime.paying.fail('declined')
  expect([unitsIn(runtime), runtime.getSnapshot().tray.length]).toEqual([1, 2])
  expect(await runtime.scans.take(first?.id ?? '')).toMatchObject({ ok: true, value: { kind: 'added' } })
  await runtime.scans.discard(second?.id ?? '')
  expect([unitsIn(runtime), runtime.getSnapshot().tray, runtime.getSnapshot().member]).toEqual([2, [], null])
  expect(await runtime.scans.take(first?.id ?? '')).toMatchObject({ refusal: { code: 'tray_item_unknown' } })
})

test('another card while the reward is taken waits: nobody’s reward goes back unasked', async () => {
  const runtime = await open()
  for (const code of [scarf, String(robin)]) await runtime.scans.submit(code)
  await runtime.selling.redeem(1000)
  expect((await runtime.scans.submit(String(kim))).effect).toEqual({ kind: 'waits', because: 'reward' })
  expect(runtime.getSnapshot()).toMatchObject({ member: { fullName: 'Robin Practice' }, sale: { rewardMinor: 1000 } })
})

test('a dialog takes what it asked for; what it did not ask for waits', async () => {
  const runtime = await open()
  const end = runtime.scans.claim(({ kind }) => kind === 'badge')
  expect((await runtime.scans.submit('BADGE-2207')).effect).toEqual({ kind: 'claimed' })
  expect((await runtime.scans.submit(scarf)).effect).toEqual({ kind: 'waits', because: 'dialog' })
  end()
  expect((await runtime.scans.submit('BADGE-2207')).effect).toEqual({ kind: 'badge', badge: 'BADGE-2207' })
  expect([unitsIn(runtime), runtime.getSnapshot().tray.length]).toEqual([0, 1])
})

test('a voucher chooses the attached member’s benefit, and is nothing without one', async () => {
  const runtime = await open()
  await runtime.scans.submit(scarf)
  expect((await runtime.scans.submit('V901')).effect).toEqual({ kind: 'refused', code: 'customer_missing' })
  await runtime.scans.submit(String(robin))
  await new Promise<void>((resolve) => {
    const end = runtime.subscribe(() => {
      if (!runtime.getSnapshot().member?.benefits) return
      end()
      resolve()
    })
  })
  expect((await runtime.scans.submit('V902')).effect).toEqual({ kind: 'refused', code: 'benefit_unknown' })
  expect((await runtime.scans.submit('V901')).effect).toEqual({ kind: 'benefit_chosen', benefitId: 901 })
  expect(await runtime.selling.redeem(null)).toMatchObject({ ok: true, value: { state: 'redeemed' } })
})

test('what cannot be read, or is nobody’s, does nothing', async () => {
  const runtime = await open()
  for (const [text, code] of [
    [scarf.slice(0, -1) + ((Number(scarf.at(-1)) + 1) % 10), 'scan_unreadable'],
    [`${scarf}${shirt}`.repeat(4), 'scan_unreadable'],
    ['C:0000', 'scan_unknown'],
  ] as const) {
    expect((await runtime.scans.submit(text)).effect).toEqual({ kind: 'refused', code })
  }
  expect(runtime.getSnapshot().sale).toBeNull()
})

/** What happens at a counter, in any order and without waiting for each other. */
const aStep = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(scarf, shirt, socks).map((code) => ({ do: 'scan', code })) },
  fc
    .constantFrom('begin', 'fail', 'redeem', 'release', 'take', 'card', 'dialog')
    .map((name) => ({ do: name, code: '' })),
)

test('whatever is scanned meanwhile, each scan is one piece in the basket or one in the tray: none is lost, none counts twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 25 }), async (steps) => {
      const runtime = await openPractice()
      const scans: Promise<ScanResult>[] = []
      const others: Promise<unknown>[] = []
      let taken = 0
      let endDialog: (() => void) | null = null
      for (const step of steps) {
        if (step.do === 'scan') scans.push(runtime.scans.submit(step.code))
        if (step.do === 'card') others.push(runtime.scans.submit(String(robin)))
        if (step.do === 'begin') others.push(runtime.paying.begin())
        if (step.do === 'fail') others.push(runtime.paying.fail('declined'))
        if (step.do === 'redeem') others.push(runtime.selling.redeem(100))
        if (step.do === 'release') others.push(runtime.selling.release())
        if (step.do === 'dialog') endDialog = endDialog ? (endDialog(), null) : runtime.scans.claim(() => false)
        const [item] = runtime.getSnapshot().tray.filter(({ meaning }) => meaning.kind === 'product')
        if (step.do !== 'take' || !item) continue
        others.push(runtime.scans.take(item.id).then(({ ok }) => (taken += ok ? 1 : 0)))
      }
      const results = await Promise.all(scans)
      await Promise.all(others)
      const kinds = effects(results)
      const added = kinds.filter((kind) => kind === 'added').length
      const waits = kinds.filter((kind) => kind === 'waits').length
      const inTray = runtime.getSnapshot().tray.filter(({ meaning }) => meaning.kind === 'product').length
      expect(added + waits).toBe(results.length)
      expect([unitsIn(runtime), inTray]).toEqual([added + taken, waits - taken])
      await runtime.close()
    }),
    { numRuns: 60 },
  )
})
