// Sales as the till closed them.
import type { BodyOf } from '@tillside/contract/route'
import type {
  createTransaction,
  listProfileTransactions,
  listTransactions,
  readTransaction,
  readTransactionByExternalId,
  updateTransaction,
  upsertTransaction,
} from '@tillside/contract/transactions'

import { type Answered, type Call, type Dialect, orNull } from './call.ts'
import { type ListQuery, listQuery } from './list.ts'

type Transaction = Answered<typeof readTransaction>

/** What a sale is found by, whoever sends it and however often. */
const hasName = ({ external_id: name }: { readonly external_id?: string | null }): boolean =>
  name !== undefined && name !== null

export const transactionsOf = (call: Call, dialect: Dialect) => ({
  /**
   * Records a completed sale, and answers it. With an `external_id` it is recorded once, however often it is sent:
   * `POST /transactions`, and to plain Omneo, which does not promise that there, `POST /transactions/update-create`.
   */
  record: (body: BodyOf<typeof createTransaction>, { key }: { key?: string } = {}): Promise<Transaction> => {
    const request = { body, key, hasNaturalKey: hasName(body) }
    return dialect === 'tillside'
      ? call<typeof createTransaction>('POST', '/api/v3/transactions', 'one', request)
      : call<typeof upsertTransaction>('POST', '/api/v3/transactions/update-create', 'one', request)
  },

  /** `POST /transactions/update-create`: records a sale, or brings the recorded one up to date; answers it as it now is. */
  bringUpToDate: (body: BodyOf<typeof upsertTransaction>, { key }: { key?: string } = {}) =>
    call<typeof upsertTransaction>('POST', '/api/v3/transactions/update-create', 'one', {
      body,
      key,
      hasNaturalKey: hasName(body),
    }),

  /** `PUT /transactions/{id}`: changes the fields that are sent; `is_void: true` undoes everything that the sale did. */
  change: (transactionId: number, body: BodyOf<typeof updateTransaction>) =>
    call<typeof updateTransaction>('PUT', '/api/v3/transactions/{transaction_id}', 'one', {
      params: { transaction_id: transactionId },
      body,
    }),

  /** `GET /transactions/{id}`: one sale; null when there is none with this id. */
  read: (transactionId: number): Promise<Transaction | null> =>
    orNull(
      call<typeof readTransaction>('GET', '/api/v3/transactions/{transaction_id}', 'one', {
        params: { transaction_id: transactionId },
      }),
    ),

  /** `GET /transactions/external/{external_id}`: the sale with the till's own id, or null. */
  findByExternalId: (externalId: string): Promise<Transaction | null> =>
    orNull(
      call<typeof readTransactionByExternalId>('GET', '/api/v3/transactions/external/{external_id}', 'one', {
        params: { external_id: externalId },
      }),
    ),

  /** `GET /transactions`: sales of everybody; `filter: { receipt_ref }` finds a receipt. */
  list: (list: ListQuery<typeof listTransactions> = {}) =>
    call<typeof listTransactions>('GET', '/api/v3/transactions', 'page', {
      query: listQuery<typeof listTransactions>(list),
    }),

  /** `GET /profiles/{id}/transactions`: a member's sales. */
  listOfProfile: (profileId: string, list: ListQuery<typeof listProfileTransactions> = {}) =>
    call<typeof listProfileTransactions>('GET', '/api/v3/profiles/{profile_id}/transactions', 'page', {
      params: { profile_id: profileId },
      query: listQuery<typeof listProfileTransactions>(list),
    }),
})
