// What the customer sees, from the till's window to theirs.
import { expect, test } from 'vitest'

import { device, openPractice, variants } from '../../test/practice.ts'
import { practiceMembers } from '../training/practice-members.ts'
import { showCustomer, watchTill } from './channel.ts'
import { type DisplayView, toDisplay } from './display.ts'

const [robin] = practiceMembers('AUD')
const [scarf] = variants

test('the customer sees the sale, their first name and the change, and nothing else of themselves', async () => {
  const runtime = await openPractice()
  expect(toDisplay(runtime.getSnapshot())).toMatchObject({ phase: 'welcome', lines: [], isTraining: true })
  for (const code of [scarf?.sku ?? '', robin?.card ?? '']) await runtime.scans.submit(code)
  const basket = toDisplay(runtime.getSnapshot())
  expect(basket).toMatchObject({
    phase: 'basket',
    lines: [{ name: 'Silk scarf', quantity: 1, totalMinor: 6500 }],
    leftMinor: 6500,
    firstName: 'Robin',
  })
  expect(JSON.stringify(basket)).not.toContain('Practice')
  expect(JSON.stringify(basket)).not.toContain(robin?.card)
  await runtime.paying.begin()
  expect(toDisplay(runtime.getSnapshot()).phase).toBe('payment')
  await runtime.paying.takeCash(7000)
  expect(toDisplay(runtime.getSnapshot())).toMatchObject({ phase: 'thanks', changeMinor: 500, totalMinor: 6500 })
  await runtime.close()
})

test('a window that is opened in the middle of a sale sees it, and each change after that', async () => {
  const runtime = await openPractice()
  await runtime.scans.submit(scarf?.sku ?? '')
  const endShowing = showCustomer(runtime)
  const seen: DisplayView[] = []
  const wants: (() => void)[] = []
  const next = (): Promise<void> => new Promise((resolve) => wants.push(resolve))
  const first = next()
  const endWatching = watchTill(device.id, (view) => {
    seen.push(view)
    wants.shift()?.()
  })
  await first
  expect(seen.at(-1)).toMatchObject({ phase: 'basket', leftMinor: 6500 })
  const second = next()
  await runtime.scans.submit(scarf?.sku ?? '')
  await second
  expect(seen.at(-1)).toMatchObject({ leftMinor: 13_000 })
  endWatching()
  endShowing()
  await runtime.close()
})
