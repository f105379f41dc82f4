// Ways to break a till from outside, to prove that the simulator notices: what surrounds the library is changed, and not a
// line of the library itself.
import type { Till } from '@tillside/pos-sdk/checkout/till'
import type { Attempt } from '@tillside/pos-sdk/checkout/state'
import type { NetworkAnswer, NetworkRequest } from '@tillside/pos-sdk/ports/network'

import type { Mutation } from './sim-till.ts'

/** As if requests left before their intent was in the journal: it says yes to all that is written, and forgets it. */
export const forgettingJournal: Mutation = {
  storage: (storage) => ({ ...storage, append: () => Promise.resolve() }),
}

/** As if each repeat were another request: every sending has a key of its own. */
export function freshKeys(): Mutation {
  let keys = 0
  const withFreshKey = (request: NetworkRequest): NetworkRequest =>
    'idempotency-key' in request.headers
      ? { ...request, headers: { ...request.headers, 'idempotency-key': `fresh-${(keys += 1)}` } }
      : request
  return { network: (network) => ({ send: (request, signal) => network.send(withFreshKey(request), signal) }) }
}

const nothingFound: NetworkAnswer = {
  status: 200,
  headers: {},
  body: JSON.stringify({ data: [], meta: { total: 0, current_page: 1, last_page: 1 } }),
}

/** The attempts of the receipt that a member's redemptions are looked through for; null for any other request. */
function lookedFor({ method, url }: NetworkRequest, till: Till | null): readonly Attempt[] | null {
  const { pathname, searchParams } = new URL(url)
  const receiptRef = searchParams.get('filter[transaction_receipt_ref]')
  if (method !== 'GET' || receiptRef === null || !pathname.endsWith('/redemptions')) return null
  return till?.find(receiptRef)?.current.attempts ?? []
}

/** As if it were never looked through for what was taken twice: only what is about to be asked again is looked for. */
export const noSweep: Mutation = {
  network: (network, till) => ({
    send: (request, signal) => {
      const attempts = lookedFor(request, till())
      const isSweep = attempts?.every(({ status }) => status !== 'asked') === true
      return isSweep ? Promise.resolve(nothingFound) : network.send(request, signal)
    },
  }),
}

type Fields = Record<string, unknown>

/** As if the till wrote something else into its requests than what it holds. */
const rewriting = (rewrite: (body: Fields, path: string) => Fields): Mutation => ({
  network: (network) => ({
    send: (request, signal) => {
      if (request.body === null) return network.send(request, signal)
      const body = JSON.stringify(rewrite(JSON.parse(request.body) as Fields, new URL(request.url).pathname))
      return network.send({ ...request, body }, signal)
    },
  }),
})

export const shortHolds = rewriting((body) => ('hold' in body ? { ...body, hold: { expires_in: 1 } } : body))

export const noTenders = rewriting((body) => ('payments' in body ? { ...body, payments: [] } : body))

export const shareShort = rewriting((body, path) =>
  path.endsWith('/return') && typeof body['amount'] === 'number'
    ? { ...body, amount: Math.round(body['amount'] * 100 - 1) / 100 }
    : body,
)
