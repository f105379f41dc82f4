// Which of the shop's locations the POS stands in. `storeId` is a location's id, or the number that the POS knows the store by;
// a number that nobody knows must not keep a customer from a reward, so then it is where the device was paired for.
import { useQuery } from '@tanstack/react-query'
import type { Client } from '@tillside/pos-sdk/client/client'

import { usePortal } from './portal.tsx'

const idPattern = /^[1-9]\d{0,8}$/

async function findLocation({ locations }: Client, storeId: string): Promise<number | null> {
  const byId = idPattern.test(storeId) ? await locations.read(Number(storeId)) : null
  if (byId) return byId.id
  const { items } = await locations.list({ filter: { external_code: storeId }, pageSize: 1 })
  return items[0]?.id ?? null
}

/** The id of the location; null while it is looked up, and where there is none. */
export function useLocationId(): number | null {
  const { client, device, launch } = usePortal()
  const own = device.location?.id ?? null
  const { storeId } = launch
  const { data } = useQuery({
    queryKey: ['location', storeId],
    queryFn: () => findLocation(client, storeId ?? ''),
    enabled: storeId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? own
}
