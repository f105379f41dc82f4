// What the customer sees on a screen of their own: the sale, and of themselves no more than a first name.
import type { TillSnapshot } from '../runtime/snapshot.ts'

interface DisplayLine {
  readonly name: string
  readonly quantity: number
  readonly totalMinor: number
}

export interface DisplayView {
  /** `thanks`: the receipt is printed, until the next sale begins. */
  readonly phase: 'welcome' | 'basket' | 'payment' | 'thanks'
  readonly isTraining: boolean
  readonly shopName: string
  readonly currency: string
  readonly lines: readonly DisplayLine[]
  readonly totalMinor: number
  readonly rewardMinor: number
  /** What is still to be paid; below zero is paid out. */
  readonly leftMinor: number
  readonly changeMinor: number
  readonly firstName: string | null
  /** Of this sale, in thousandths; null without a member. */
  readonly points: number | null
}

const firstNameOf = (fullName: string | undefined): string | null => fullName?.split(' ')[0] ?? null

/** Pure. */
export function toDisplay({ sale, member, lastReceipt, device, isTraining }: TillSnapshot): DisplayView {
  const { name: shopName, currency } = device.shop
  const none = { lines: [], totalMinor: 0, rewardMinor: 0, leftMinor: 0, changeMinor: 0, firstName: null, points: null }
  const around = { isTraining, shopName, currency }
  if (sale && (sale.lines.length > 0 || member)) {
    return {
      ...around,
      phase: sale.state === 'paying' ? 'payment' : 'basket',
      lines: sale.lines.map((line) => ({
        name: line.name,
        quantity: line.quantity,
        totalMinor: line.priceMinor * line.quantity + (line.returnFor?.shareMinor ?? 0),
      })),
      totalMinor: sale.totalMinor,
      rewardMinor: sale.rewardMinor,
      leftMinor: sale.leftMinor,
      changeMinor: 0,
      firstName: firstNameOf(member?.fullName),
      points: member ? sale.quote.points : null,
    }
  }
  if (!lastReceipt) return { ...around, ...none, phase: 'welcome' }
  const { totalOriginalMinor, rewardMinor, changeMinor, memberName, points } = lastReceipt
  const firstName = firstNameOf(memberName ?? undefined)
  return {
    ...around,
    ...none,
    phase: 'thanks',
    totalMinor: totalOriginalMinor,
    rewardMinor,
    changeMinor,
    firstName,
    points: points?.earned ?? null,
  }
}
