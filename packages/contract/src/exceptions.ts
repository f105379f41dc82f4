// Where loyalty disagrees with a receipt that was already closed. The till is never told no; staff clear these.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Id, Moment, Nullable, Text, Uuid } from './values.ts'

const topic = 'Exceptions'

/** What can be wrong with a recorded sale, and what staff may do about it. */
export const exceptionCodes = {
  redemption_unknown: 'The sale names a redemption that does not exist.',
  redemption_foreign: 'The sale names a redemption of another member.',
  redemption_reversed:
    'The sale names a redemption that had been reversed: the customer kept the reward and got the discount.',
  hold_lapsed:
    'The sale names a hold that had lapsed, and the value that had been put back is not there any more: the customer got the discount.',
  redemption_reversed_after_sale: 'A redemption was reversed after a sale had used it.',
  redemption_returned:
    'The sale names a redemption that had been returned before: the customer has the value and got the discount.',
  redemption_partly_returned:
    'The sale names a redemption of which a part had been returned before; it applies the rest.',
  redemption_already_applied: 'The sale names a redemption that another sale has used.',
  redemption_not_spent: 'The sale names a reversal, a return or a reserve instead of a redemption.',
  redemption_above_lines: 'The redemption is worth more than the lines that it can be spread over.',
  redemption_void_partly_returned:
    'A sale was voided after part of its redemption had come back; the rest was given back.',
  allowance_shortfall:
    'A device redeemed offline, and the member did not hold as much when it was reported: the rest is lost.',
  allowance_overspent: 'A device redeemed offline beyond its allowance: too much, too often or too late.',
  profile_unknown: 'The sale names a member that does not exist, and was recorded without one.',
  location_unknown: 'The sale names a store that does not exist, and was recorded without one.',
  staff_unknown: 'The sale names a staff number that was not known; a placeholder was made.',
  variant_unknown: 'A line names a product variant that does not exist.',
  return_unmatched: 'A returned line could not be matched to a sold one, so no points were taken back for it.',
  return_exceeds_sale: 'More of a line was returned than was sold of it or is left of it.',
  refund_without_return:
    'A return was undone after its share of the redemption had been given back: the customer has both.',
  currency_foreign: 'The sale is in another currency than the tenant’s: it neither earns nor applies a redemption.',
} as const

export type ExceptionCode = keyof typeof exceptionCodes

export const Exception = Type.Object(
  {
    id: Id,
    code: Type.Enum(Object.keys(exceptionCodes) as ExceptionCode[]),
    meaning: described(Type.String(), 'The code in words.'),
    transaction_id: Nullable(Id),
    profile_id: Nullable(Uuid),
    redemption_id: Nullable(Id),
    details: Type.Record(Type.String(), Type.Unknown()),
    status: Type.Enum(['open', 'resolved']),
    resolution: Nullable(Type.String()),
    resolved_by: Nullable(Id),
    resolved_at: Nullable(Moment),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Exception' },
)

export const listExceptions = route({
  name: 'listExceptions',
  topic,
  method: 'GET',
  path: '/api/v3/exceptions',
  scope: 'read-transactions',
  summary: 'Where loyalty disagrees with recorded sales',
  envelope: 'page',
  answer: Exception,
  list: {
    filters: {
      id: 'integer',
      code: 'text',
      status: 'text',
      transaction_id: 'integer',
      profile_id: 'uuid',
      redemption_id: 'integer',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const readException = route({
  name: 'readException',
  topic,
  method: 'GET',
  path: '/api/v3/exceptions/{exception_id}',
  scope: 'read-transactions',
  summary: 'One exception',
  envelope: 'one',
  answer: Exception,
  refusals: ['not_found'],
})

export const resolveException = route({
  name: 'resolveException',
  topic,
  method: 'POST',
  path: '/api/v3/exceptions/{exception_id}/resolve',
  scope: 'update-transactions',
  caller: 'token',
  summary: 'Say what was done about an exception',
  body: Type.Object({ resolution: Text }),
  envelope: 'one',
  answer: Exception,
  refusals: ['not_found', 'exception_already_resolved'],
})

export const exceptionRoutes = [listExceptions, readException, resolveException] as const
