// One piece of work: the request, and the event that its answer is. What throws left nothing certain, or will be better
// later; what the server refuses is an answer like any other.
import { ForbiddenError, RefusedError } from '../client/errors.ts'
import type { Client } from '../client/client.ts'
import { lookAtReturns, record, returnShare, voidSale } from './perform-sale.ts'
import { find, redeem, report, returnWhole, reverse, sweep } from './perform-value.ts'
import type { Done, Performing } from './performing.ts'
import type { Checkout } from './state.ts'
import type { Work } from './work.ts'

/** Does it, and says what came of it; null when there was nothing yet to be found. */
export function perform(around: Performing, checkout: Checkout, work: Work): Done {
  switch (work.kind) {
    case 'redeem':
      return redeem(around, checkout, work.attempt)
    case 'find':
      return find(around, checkout, work.attempt)
    case 'reverse':
      return reverse(around, checkout, work.attempt)
    case 'return':
      return returnWhole(around, checkout, work.attempt)
    case 'record':
      return record(around, checkout)
    case 'returnShare':
      return returnShare(around, checkout, work.refund)
    case 'lookAtReturns':
      return lookAtReturns(around, checkout)
    case 'void':
      return voidSale(around, checkout)
    case 'sweep':
      return sweep(around, checkout, work.attempt)
    case 'report':
      return report(around, checkout, work.attempt)
  }
}

/** Whether the server answers a question that changes nothing, be it with a no of its own. */
export async function isThere(client: Client): Promise<boolean> {
  try {
    await client.locations.list({ pageSize: 1 })
    return true
  } catch (error) {
    if (error instanceof RefusedError) return true
    return error instanceof ForbiddenError && (client.dialect === 'omneo' || error.code !== null)
  }
}
