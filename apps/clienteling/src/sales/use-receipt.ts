// What a number on a receipt leads to. Shops count their receipts apart, so one number may be on several: never one of them by chance.
import { useQuery } from '@tanstack/react-query'
import type { Client } from '@tillside/pos-sdk/client/client'

import { usePortal } from '../portal/portal.tsx'
import type { Sale } from './move.ts'

/** More than anybody looks through; of these the newest. */
const shownMax = 20

interface SalesOfReceipt {
  readonly sales: readonly Sale[]
  /** How many there are, also those that are not among these. */
  readonly total: number
}

/** Longer is no number of a receipt. */
export const receiptTextMax = 255
/** Dots alone are the id of nothing, and would mean another address. */
const dots = /^\.+$/

/** By the number as printed, or by the till's own id of the sale. */
async function findSales({ transactions }: Client, typed: string): Promise<SalesOfReceipt> {
  const receipt = typed.slice(0, receiptTextMax)
  const [{ items, total }, named] = await Promise.all([
    transactions.list({ filter: { receipt_ref: receipt }, sort: '-id', pageSize: shownMax }),
    dots.test(receipt) ? null : transactions.findByExternalId(receipt),
  ])
  const isNew = named !== null && !items.some(({ id }) => id === named.id)
  return isNew ? { sales: [...items, named], total: total + 1 } : { sales: items, total }
}

/** Undefined until it was looked for. */
export function useSalesOfReceipt(receipt: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: ['receipt', receipt],
    enabled: receipt !== '',
    queryFn: () => findSales(client, receipt),
    staleTime: 0,
    gcTime: 0,
  })
}

/** Whose a sale is; null: nobody's, or of somebody who is not there any more. */
export function useOwner(sale: Sale | null) {
  const { client } = usePortal()
  const profileId = sale?.profile_id ?? null
  return useQuery({
    queryKey: ['member', profileId, 'owner'],
    enabled: sale !== null,
    queryFn: () => (profileId === null ? null : client.profiles.read(profileId)),
  })
}
