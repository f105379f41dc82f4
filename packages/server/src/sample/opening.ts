// The day on which the sample shop opens: stores, staff, goods, and what can be given.
import type { Instant } from '@tillside/rules/time'

import { sampleProducts } from './products.ts'
import { benefitDefinitions, rewardDefinitions, shopName, staff, stores } from './programme.ts'
import type { SampleShop, Scene, Step } from './shop.ts'

async function openStores(shop: SampleShop, { ids }: Scene, at: Instant): Promise<void> {
  for (const { number, name, city, state, postcode, timezone } of stores) {
    const made = await shop.post(at, 'locations', {
      name: `${shopName}, ${name}`,
      external_id: `S${number}`,
      timezone,
      email: `${name.toLowerCase().replaceAll(' ', '-')}@example.com`,
      address: { address_line_1: '1 Sample Street', city, state, postcode, country: 'Australia', iso: 'AU' },
      tags: ['sample'],
    })
    ids.set(`store ${number}`, made.id)
  }
  for (const [number, first_name, last_name] of staff) {
    const email = `${first_name}.${number}@example.com`.toLowerCase()
    await shop.post(at, 'staff', {
      first_name,
      last_name,
      email,
      identities: [{ handle: 'staff', identifier: number }],
    })
  }
}

async function defineGifts(shop: SampleShop, { ids, priceOf }: Scene, at: Instant): Promise<void> {
  for (const definition of rewardDefinitions) {
    const body = { is_published: true, ...definition, value: priceOf(definition.value), tags: ['sample'] }
    ids.set(definition.handle, (await shop.post(at, 'rewards/definitions', body)).id)
  }
  for (const definition of benefitDefinitions) {
    const body = { is_published: true, ...definition, tags: ['sample'] }
    ids.set(definition.handle, (await shop.post(at, 'benefits/definitions', body)).id)
  }
}

export function opening(scene: Scene, at: Instant): Step {
  return {
    at,
    run: async (shop) => {
      await openStores(shop, scene, at)
      await defineGifts(shop, scene, at)
      for (const product of sampleProducts(scene.priceOf))
        await shop.post(at, 'products', { ...product, tags: ['sample'] })
    },
  }
}
