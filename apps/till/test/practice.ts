// A till to try laws on, many times a second: that of practice, with a few goods of its own.
import type { TillDevice } from '../src/runtime/device.ts'
import { Catalogue } from '../src/catalogue/catalogue.ts'
import type { CatalogueVariant } from '../src/catalogue/variant.ts'
import type { TillRuntime } from '../src/runtime/till-runtime.ts'
import { openTraining } from '../src/training/open-training.ts'
import { codeOf } from './codes.ts'

export const device: TillDevice = {
  id: '01999999-0000-7000-8000-000000000014',
  number: 14,
  name: 'Counter 14',
  location: null,
  staff: {
    number: '2207',
    full_name: 'Grace Okafor',
    permissions: [
      'sell',
      'redeem',
      'enrol',
      'return',
      'training',
      'end_of_day',
      'price_override',
      'discount',
      'void_sale',
    ],
  },
  approval: null,
  shop: { name: 'Tillside', currency: 'AUD', timezone: 'Australia/Sydney' },
  points: { earn_rate: 1 },
  redeem: { amount_max: null, percent_max: null, step: null, is_offline_allowed: false },
}

export const variants: readonly CatalogueVariant[] = [
  ['Silk scarf', 6500],
  ['Linen shirt', 11_500],
  ['Socks', 333],
].map(([title, priceMinor], index) => ({
  variantId: index + 1,
  sku: `SKU-${index + 1}`,
  barcode: codeOf(0, index + 1),
  title: String(title),
  department: index === 2 ? 'Basics' : 'Fine',
  priceMinor: Number(priceMinor),
  priceOriginalMinor: null,
  isEligible: true,
  searched: `${String(title).toLowerCase()} sku-${index + 1}`,
}))

export async function openPractice(): Promise<TillRuntime> {
  const store = { read: async () => [...variants], replace: async () => {} }
  return openTraining(device, await Catalogue.open({ store, currency: 'AUD' }), { cardMs: 0 })
}
