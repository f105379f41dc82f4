// What the screens read. All of a member stands under one name, so that whatever changes the member has it all read again.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Client } from '@tillside/pos-sdk/client/client'

import { findMember } from '../member/find.ts'
import { takings } from '../redemptions/standing.ts'
import { usePortal } from './portal.tsx'

/** As many as fit a screen: more is history, which is the console's. */
const recentMax = 8

const memberKey = (profileId: string, part: string): readonly string[] => ['member', profileId, part]

export function useMember(profileId: string) {
  const { client } = usePortal()
  return useQuery({ queryKey: memberKey(profileId, 'profile'), queryFn: () => findMember(client, profileId) })
}

/** What a member is called now, also one who was merged into another record; null where nobody is there. */
export function useNameOf(profileId: string | null) {
  const { client } = usePortal()
  return useQuery({
    queryKey: memberKey(profileId ?? '', 'name'),
    queryFn: async () => {
      const found = await findMember(client, profileId ?? '')
      const at = found.kind === 'merged' ? await findMember(client, found.into) : found
      return at.kind === 'there' ? at.member.full_name : null
    },
    enabled: profileId !== null,
  })
}

export function useBenefits(profileId: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: memberKey(profileId, 'benefits'),
    queryFn: async () => (await client.profiles.benefits(profileId)).items.filter((benefit) => benefit.is_redeemable),
  })
}

export function useRedemptions(profileId: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: memberKey(profileId, 'redemptions'),
    queryFn: async () => {
      const list = { sort: '-id', pageSize: recentMax, filter: { type: 'redeem' } }
      return takings((await client.redemptions.listOfProfile(profileId, list)).items)
    },
  })
}

export function useSales(profileId: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: memberKey(profileId, 'sales'),
    queryFn: async () =>
      (await client.transactions.listOfProfile(profileId, { sort: '-transacted_at', pageSize: recentMax })).items,
  })
}

/** Reads a member again, all of it. */
export function useReadAgain(): (profileId: string) => Promise<void> {
  const queries = useQueryClient()
  return (profileId) => queries.invalidateQueries({ queryKey: ['member', profileId] })
}

export type FoundMember = Awaited<ReturnType<Client['profiles']['lookup']>>[number]

/** Longer is no name and no card; the server looks nobody up by it. */
export const searchTextMax = 255

/** Those whom a text means, the best first; while the next text is looked up, those of the last one stay. */
export function useFoundMembers(text: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: ['found', text],
    queryFn: () => client.profiles.lookup(text.slice(0, searchTextMax)),
    enabled: text !== '',
    placeholderData: keepPreviousData,
  })
}
