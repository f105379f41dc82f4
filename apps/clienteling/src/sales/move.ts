// Moving a sale to the customer whose it is. The server moves the points: those that the sale earned are taken from one and given to
// the other. A reward that the sale used was the first customer's, and cannot be paid by the second.
import type { Client } from '@tillside/pos-sdk/client/client'

export type Sale = Awaited<ReturnType<Client['transactions']['listOfProfile']>>['items'][number]

type CannotMove =
  /** It applies a redemption of the customer that it is recorded for. */
  | 'reward_used'
  /** Everything that it did was undone. */
  | 'void'
  /** It is theirs already. */
  | 'same_member'

/** Why a sale cannot be moved to a member; null when it can. */
export function whyNotMove(
  sale: Pick<Sale, 'redemption_id' | 'is_void' | 'profile_id'>,
  profileId: string,
): CannotMove | null {
  if (sale.is_void) return 'void'
  if (sale.profile_id === profileId) return 'same_member'
  // Nobody's sale can name no reward of anybody.
  return sale.redemption_id !== null && sale.profile_id !== null ? 'reward_used' : null
}

/** What the server made of it: the sale may have become another one between looking and moving. */
export function movedTo(
  sale: Pick<Sale, 'profile_id' | 'exceptions'>,
  profileId: string,
): 'moved' | 'not_moved' | 'reward_lost' {
  if (sale.profile_id !== profileId) return 'not_moved'
  return sale.exceptions.some(({ code }) => code === 'redemption_foreign') ? 'reward_lost' : 'moved'
}
