// Finding, enrolling and reading the member at the till.
import type { readBalances } from '@tillside/contract/balances'
import type { listRedeemableBenefits } from '@tillside/contract/benefits'
import type { lookUpProfiles } from '@tillside/contract/lookup'
import type { searchProfilesByIdentifier } from '@tillside/contract/members'
import type {
  createProfile,
  listProfiles,
  readAvailability,
  readProfile,
  searchProfileById,
  updateProfile,
} from '@tillside/contract/members'
import type { listProfileRewards } from '@tillside/contract/rewards'
import type { BodyOf } from '@tillside/contract/route'

import { type Answered, type Call, orNull } from './call.ts'
import { type ListQuery, listQuery } from './list.ts'

/** Most rows of one page that the server gives. */
const pageSizeMax = 500
/** As many as a screen of a till shows. */
const searchSize = 15

type Profile = Answered<typeof readProfile>

const holdingsOf = (call: Call) => ({
  /** `GET /profiles/{id}/balances`: what the member can spend now. */
  balances: (profileId: string) =>
    call<typeof readBalances>('GET', '/api/v3/profiles/{profile_id}/balances', 'one', {
      params: { profile_id: profileId },
    }),

  /** `GET /profiles/{id}/rewards`: the member's rewards. */
  rewards: (profileId: string, list: ListQuery<typeof listProfileRewards> = {}) =>
    call<typeof listProfileRewards>('GET', '/api/v3/profiles/{profile_id}/rewards', 'page', {
      params: { profile_id: profileId },
      query: listQuery<typeof listProfileRewards>({ pageSize: pageSizeMax, ...list }),
    }),

  /** `GET /profiles/{id}/benefits/redeemable`: the member's benefits that can be used now. */
  benefits: (profileId: string, list: ListQuery<typeof listRedeemableBenefits> = {}) =>
    call<typeof listRedeemableBenefits>('GET', '/api/v3/profiles/{profile_id}/benefits/redeemable', 'page', {
      params: { profile_id: profileId },
      query: listQuery<typeof listRedeemableBenefits>({ pageSize: pageSizeMax, ...list }),
    }),
})

export const profilesOf = (call: Call) => ({
  /** `GET /profiles/{id}`: the member; null when there is none with this id. */
  read: (profileId: string): Promise<Profile | null> =>
    orNull(
      call<typeof readProfile>('GET', '/api/v3/profiles/{profile_id}', 'one', { params: { profile_id: profileId } }),
    ),

  /**
   * The members behind a scanned card: none or one when the handle of the identity is given (`POST /profiles/search-id`),
   * else whoever has this identifier under any handle (`GET /identities/search-profile/{identifier}`).
   */
  findByCard: async (scanned: string, handle?: string): Promise<readonly Profile[]> => {
    if (handle === undefined) {
      const path = '/api/v3/identities/search-profile/{identifier}'
      return call<typeof searchProfilesByIdentifier>('GET', path, 'list', { params: { identifier: scanned } })
    }
    const body = { type: handle, id: scanned }
    const found = await orNull(
      call<typeof searchProfileById>('POST', '/api/v3/profiles/search-id', 'one', { body, isReadOnly: true }),
    )
    return found ? [found] : []
  },

  /** `GET /profiles?search=…`: what a cashier types, a name, an e-mail address, a phone number or its end. */
  search: (text: string, list: ListQuery<typeof listProfiles> = {}) =>
    call<typeof listProfiles>('GET', '/api/v3/profiles', 'page', {
      query: { search: text, ...listQuery<typeof listProfiles>({ pageSize: searchSize, ...list }) },
    }),

  /**
   * `GET /profiles/lookup`: who is probably meant by what is typed so far, the best first; slips of the finger are seen through.
   * Plain Omneo does not have it: `search` is what there is.
   */
  lookup: (text: string, limit?: number) =>
    call<typeof lookUpProfiles>('GET', '/api/v3/profiles/lookup', 'list', { query: { text, limit } }),

  /** `GET /profiles?filter[email]=…`: the member with this address, whatever the case of its letters, or null. */
  findByEmail: async (email: string): Promise<Profile | null> => {
    const query = listQuery<typeof listProfiles>({ filter: { email } })
    const { items } = await call<typeof listProfiles>('GET', '/api/v3/profiles', 'page', { query })
    return items[0] ?? null
  },

  /** `POST /profiles/availability`: whether an e-mail address and a mobile number are free, and else who has them. */
  availability: (body: BodyOf<typeof readAvailability>) =>
    call<typeof readAvailability>('POST', '/api/v3/profiles/availability', 'one', { body, isReadOnly: true }),

  /** `POST /profiles`: enrols a member, and answers the profile. */
  create: (body: BodyOf<typeof createProfile>, { key }: { key?: string } = {}) =>
    call<typeof createProfile>('POST', '/api/v3/profiles', 'one', { body, key }),

  /** `PUT /profiles/{id}`: changes the fields that are sent, and answers the profile. */
  change: (profileId: string, body: BodyOf<typeof updateProfile>) =>
    call<typeof updateProfile>('PUT', '/api/v3/profiles/{profile_id}', 'one', {
      params: { profile_id: profileId },
      body,
    }),

  ...holdingsOf(call),
})
