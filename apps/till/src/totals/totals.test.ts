// A law: whatever was sold, its totals are the sum of its receipts.
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { openPractice, variants } from '../../test/practice.ts'
import { practiceMembers } from '../training/practice-members.ts'
import type { ReceiptView } from '../receipts/view.ts'

const [robin] = practiceMembers('AUD')

const aSale = fc.record({
  picks: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }),
  percent: fc.constantFrom(0, 0, 10, 33),
  rewardMinor: fc.constantFrom(0, 0, 100, 777),
  givenMinor: fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 3 }),
  isCard: fc.boolean(),
  returns: fc.boolean(),
})

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

test('totals are the sum of the receipts, and the tenders of each receipt add up to what it charged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aSale, { minLength: 1, maxLength: 6 }), async (day) => {
      const runtime = await openPractice()
      const receipts: ReceiptView[] = []
      const note = async (): Promise<void> => {
        const { lastReceipt } = runtime.getSnapshot()
        if (lastReceipt) receipts.push(lastReceipt)
      }
      for (const { picks, percent, rewardMinor, givenMinor, isCard, returns } of day) {
        for (const pick of picks) await runtime.scans.submit(variants[pick]?.sku ?? '')
        if (percent > 0) await runtime.selling.discount(null, percent)
        if (rewardMinor > 0) await runtime.scans.submit(robin?.card ?? '')
        if (rewardMinor > 0) await runtime.selling.redeem(rewardMinor)
        for (const given of givenMinor) if (runtime.getSnapshot().sale) await runtime.paying.takeCash(given)
        const { sale } = runtime.getSnapshot()
        if (sale && isCard) await runtime.paying.takeCard()
        if (sale && !isCard) await runtime.paying.takeCash(sale.leftMinor + 50)
        await note()
        if (!returns) continue
        const returnable = await runtime.returns.find(receipts.at(-1)?.receiptRef ?? '')
        if (!returnable.ok) throw new Error(returnable.refusal.code)
        await runtime.returns.add(returnable.value, [{ lineId: '1', units: 1 }])
        await runtime.paying.payOutCash()
        if (runtime.getSnapshot().sale) await runtime.paying.finish()
        await note()
      }
      const totals = runtime.day.totals()
      const lines = receipts.flatMap((receipt) => receipt.lines)
      expect(totals.receipts).toBe(receipts.length)
      expect(new Set(receipts.map(({ receiptRef }) => receiptRef)).size).toBe(receipts.length)
      expect(totals.netMinor).toBe(sum(receipts.map(({ totalMinor }) => totalMinor)))
      expect(totals.rewardMinor).toBe(sum(receipts.map(({ rewardMinor }) => rewardMinor)))
      expect(totals.rewardBackMinor).toBe(sum(receipts.map(({ rewardBackMinor }) => rewardBackMinor)))
      expect(totals.soldMinor - totals.returnedMinor).toBe(sum(lines.map(({ totalMinor }) => totalMinor)))
      expect(sum(totals.tenders.map(({ amountMinor }) => amountMinor))).toBe(totals.netMinor)
      for (const { tenders, totalMinor, changeMinor } of receipts) {
        expect(sum(tenders.map(({ amountMinor }) => amountMinor))).toBe(totalMinor)
        const given = tenders.map(({ givenMinor: handed, amountMinor }) => handed ?? amountMinor)
        expect(sum(given) - changeMinor).toBe(totalMinor)
      }
      await runtime.close()
    }),
    { numRuns: 12 },
  )
})
