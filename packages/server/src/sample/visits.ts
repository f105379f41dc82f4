// A visit to the shop: a basket, perhaps a reward off it, a payment that may fail at first, and perhaps a return some days
// later. All chance is decided when the visit is planned, so that the story does not depend on how it is told.
import { dayMs, instant, type Instant, minuteMs } from '@tillside/rules/time'
import { instantToLocal } from '@tillside/rules/zone'

import { sampleProducts, type SampleVariant } from './products.ts'
import type { SampleStore } from './programme.ts'
import type { Random } from './random.ts'
import { idOf, type Made, type SampleShop, type Scene, type Step } from './shop.ts'

export interface Visit {
  readonly at: Instant
  readonly store: SampleStore
  /** What the member is called in the story. */
  readonly member: string
  readonly receipt: string
  readonly staffNumber: string
  readonly lines: readonly { readonly variant: SampleVariant; readonly quantity: number; readonly department: string }[]
  /** What the member wants off; null for a visit without a reward. */
  readonly wish: number | null
  readonly doesPaymentFail: boolean
  /** The days after which the first line comes back. */
  readonly returnsAfterDays: number | null
}

export function planBasket(random: Random, scene: Scene, mayHoldGiftCards: boolean): Visit['lines'] {
  const products = sampleProducts(scene.priceOf).filter(({ type }) => type !== 'gift' || mayHoldGiftCards)
  const count = random.between(1, 4)
  return Array.from({ length: count }, () => {
    const product = random.pick(products)
    return {
      variant: random.pick(product.variants),
      quantity: random.isOneIn(15) ? 2 : 1,
      department: product.department,
    }
  })
}

/** Adds prices without the traces of binary fractions. */
const rounded = (amount: number): number => Number(amount.toFixed(3))

export const priceOfBasket = (lines: Visit['lines']): number =>
  rounded(lines.reduce((sum, { variant, quantity }) => sum + variant.price * quantity, 0))

const after = (at: Instant, minutes: number): Instant => instant(at + minutes * minuteMs)

async function spend(shop: SampleShop, scene: Scene, visit: Visit, profileId: number | string): Promise<Made | null> {
  if (visit.wish === null) return null
  const path = `profiles/${profileId}/redeem`
  const body = {
    amount: visit.wish,
    location_id: idOf(scene, `store ${visit.store.number}`),
    transaction_receipt_ref: visit.receipt,
  }
  const redeemed = await shop.tryPost(visit.at, path, body, 'nothing_to_redeem')
  if (redeemed === null || !visit.doesPaymentFail) return redeemed
  await shop.post(after(visit.at, 1), `redemptions/${redeemed.id}/reversal`)
  return shop.post(after(visit.at, 3), path, body)
}

function saleOf(visit: Visit, profileId: number | string, redeemed: Made | null): object {
  const { at, store, receipt, staffNumber, lines } = visit
  const soldAt = after(at, 5)
  const total_original = priceOfBasket(lines)
  const total = rounded(total_original - (redeemed?.total ?? 0))
  return {
    profile_id: profileId,
    external_id: receipt,
    receipt_ref: receipt,
    location_id: `S${store.number}`,
    staff_id: staffNumber,
    transacted_at: instantToLocal(soldAt, store.timezone),
    timezone: store.timezone,
    total,
    total_original,
    redemption_id: redeemed?.id ?? null,
    systems: ['pos'],
    tags: ['instore'],
    payments: [{ type: 'EFTPOS', amount: total }],
    items: lines.map(({ variant, quantity, department }, index) => ({
      external_id: `${receipt}-${index + 1}`,
      name: variant.title,
      quantity,
      product_variant_sku: variant.sku,
      price_original: variant.price,
      price_current: variant.price,
      price_sell: variant.price,
      department,
    })),
  }
}

async function giveBack(
  shop: SampleShop,
  visit: Visit,
  sale: Made,
  profileId: number | string,
  at: Instant,
): Promise<void> {
  const [line] = visit.lines
  const [item] = sale.items
  if (!line || !item) return
  const { store, receipt, staffNumber } = visit
  const returned = await shop.post(at, 'transactions', {
    profile_id: profileId,
    external_id: `${receipt}-R`,
    receipt_ref: `${receipt}-R`,
    linked_receipt_ref: receipt,
    location_id: `S${store.number}`,
    staff_id: staffNumber,
    transacted_at: instantToLocal(at, store.timezone),
    timezone: store.timezone,
    total: -line.variant.price,
    systems: ['pos'],
    items: [
      {
        external_id: `${receipt}-R-1`,
        name: line.variant.title,
        quantity: -1,
        product_variant_sku: line.variant.sku,
        price_current: line.variant.price,
        price_sell: line.variant.price,
        return_for: item.id,
      },
    ],
  })
  for (const { redemption_id, amount } of returned.returnable) {
    if (amount > 0) await shop.post(after(at, 1), `redemptions/${redemption_id}/return`, { amount })
  }
}

/** The steps of one visit: the purchase, and the return when there is one. */
export function visitSteps(scene: Scene, visit: Visit): Step[] {
  let sale: Made | undefined
  const purchase: Step = {
    at: visit.at,
    run: async (shop) => {
      const profileId = idOf(scene, visit.member)
      const redeemed = await spend(shop, scene, visit, profileId)
      sale = await shop.post(after(visit.at, 5), 'transactions', saleOf(visit, profileId, redeemed))
    },
  }
  if (visit.returnsAfterDays === null) return [purchase]
  const at = instant(visit.at + visit.returnsAfterDays * dayMs)
  return [
    purchase,
    { at, run: async (shop) => (sale ? giveBack(shop, visit, sale, idOf(scene, visit.member), at) : undefined) },
  ]
}
