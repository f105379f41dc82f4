// What a till needs to know of its shop: what the retailer chose, where it stands, who sells.
import type { listLocations, readLocation } from '@tillside/contract/locations'
import type { listProducts } from '@tillside/contract/products'
import type { listSettings, readSetting } from '@tillside/contract/settings'
import type { listStaff, readStaff } from '@tillside/contract/staff'

import { type Call, orNull } from './call.ts'
import { type ListQuery, listQuery } from './list.ts'

export const settingsOf = (call: Call) => ({
  /** `GET /settings/{handle}`: one setting, such as `points.exchange_rate`; null when there is none of this name. */
  read: (handle: string) =>
    orNull(call<typeof readSetting>('GET', '/api/v3/settings/{handle}', 'one', { params: { handle } })),

  /** `GET /settings`: all of them. */
  list: () => call<typeof listSettings>('GET', '/api/v3/settings', 'list'),
})

export const locationsOf = (call: Call) => ({
  /** `GET /locations/{id}`: one store; null when there is none with this id. */
  read: (locationId: number) =>
    orNull(
      call<typeof readLocation>('GET', '/api/v3/locations/{location_id}', 'one', {
        params: { location_id: locationId },
      }),
    ),

  /** `GET /locations`: `filter: { external_code }` finds the store by the number that the POS knows it by. */
  list: (list: ListQuery<typeof listLocations> = {}) =>
    call<typeof listLocations>('GET', '/api/v3/locations', 'page', { query: listQuery<typeof listLocations>(list) }),
})

export const staffOf = (call: Call) => ({
  /** `GET /staff/{number or id}`: one who sells, looked for as a sale's `staff_id` is; null when nobody has that number. */
  find: (numberOrId: string) =>
    orNull(call<typeof readStaff>('GET', '/api/v3/staff/{staff_id}', 'one', { params: { staff_id: numberOrId } })),

  /** `GET /staff`: everybody who sells. */
  list: (list: ListQuery<typeof listStaff> = {}) =>
    call<typeof listStaff>('GET', '/api/v3/staff', 'page', { query: listQuery<typeof listStaff>(list) }),
})

export const productsOf = (call: Call) => ({
  /** `GET /products`: everything that is sold, with its variants, their prices and barcodes. */
  list: (list: ListQuery<typeof listProducts> = {}) =>
    call<typeof listProducts>('GET', '/api/v3/products', 'page', { query: listQuery<typeof listProducts>(list) }),
})
