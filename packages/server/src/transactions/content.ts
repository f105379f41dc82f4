// What a receipt says, as hashes: by them a receipt that is sent again is known, and another one under its
// external id is told what differs.
import { TransactionItemRequest } from '@tillside/contract/transaction-items'
import { TransactionRequest } from '@tillside/contract/transactions'

import { hashFields } from '../http/idempotency.ts'
import type { SaleBody } from './sale.ts'

// The external id is what the two have in common; an id of ours says nothing before we gave it.
const headerNames = Object.keys(TransactionRequest.properties).filter((name) => name !== 'external_id')
const lineNames = Object.keys(TransactionItemRequest.properties).filter((name) => name !== 'id')

const pick = (from: object, names: readonly string[]): Record<string, unknown> => {
  const values = from as Record<string, unknown>
  return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name]]] : [])))
}

/** Null and an empty list say as little as a field that is missing. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined && !(Array.isArray(inner) && inner.length === 0))
    .map(([name, inner]) => [name, withoutNothing(inner)])
  return Object.fromEntries(entries)
}

/** A hash for each field of the contract that says something. Fields that we do not know are not looked at. */
export function contentOf(body: SaleBody): Record<string, string> {
  const { items, ...header } = body
  // A profile id is the same in capitals; what else names a member is theirs as it is written.
  const named = header.profile_id_handle ? header.profile_id : header.profile_id?.toLowerCase()
  const content = {
    ...pick(header, headerNames),
    profile_id: named,
    items: items?.map((item) => pick(item, lineNames)),
  }
  return hashFields(withoutNothing(content) as Record<string, unknown>)
}
