// Leave to redeem while the server is away: Tillside only.
import type { grantAllowance, listAllowances, reportAllowance } from '@tillside/contract/allowances'
import type { BodyOf } from '@tillside/contract/route'

import { type Call } from './call.ts'
import { type ListQuery, listQuery } from './list.ts'
import type { Keyed } from './redemptions.ts'

export const allowancesOf = (call: Call) => ({
  /** `POST /profiles/{id}/allowances`: what this device may redeem offline for the member; the same one while it is open. */
  grant: (profileId: string, body: BodyOf<typeof grantAllowance>, { key }: Keyed) =>
    call<typeof grantAllowance>('POST', '/api/v3/profiles/{profile_id}/allowances', 'one', {
      params: { profile_id: profileId },
      body,
      key,
    }),

  /** `POST /allowances/{id}/report`: what was redeemed offline; each spend is settled once, by its reference. */
  report: (allowanceId: string, body: BodyOf<typeof reportAllowance>, { key }: Keyed) =>
    call<typeof reportAllowance>('POST', '/api/v3/allowances/{allowance_id}/report', 'one', {
      params: { allowance_id: allowanceId },
      body,
      key,
    }),

  /** `GET /allowances`: those of all devices, with what is outstanding and what was lost. */
  list: (list: ListQuery<typeof listAllowances> = {}) =>
    call<typeof listAllowances>('GET', '/api/v3/allowances', 'page', { query: listQuery<typeof listAllowances>(list) }),
})
