// The names of events, as integrations of this API know them: those that this server causes, and those that it does not.

/** What a change is about, as the feed of changes is narrowed: everything of a profile is `profile`, all value is `balance`. */
export const changeTypes = ['profile', 'balance', 'transaction', 'benefit-definition', 'product', 'location'] as const
export type ChangeType = (typeof changeTypes)[number]

/** One event that this server causes. */
interface CausedEvent {
  readonly type: ChangeType
  readonly meaning: string
}

/** Each leaves once its change is committed, and only then. */
export const causedEvents = {
  'profile.created': { type: 'profile', meaning: 'A member was enrolled.' },
  'profile-temporary.created': { type: 'profile', meaning: 'A member was enrolled with a temporary profile.' },
  'profile.updated': { type: 'profile', meaning: 'Something of a member’s profile changed.' },
  'profile.deleted': { type: 'profile', meaning: 'A member was deleted, or merged into another.' },
  'profile.merged': { type: 'profile', meaning: 'Another member was merged into this one.' },
  'profile.address.created': { type: 'profile', meaning: 'A member has a new address.' },
  'profile.address.updated': { type: 'profile', meaning: 'An address of a member changed.' },
  'address.created': { type: 'profile', meaning: 'As `profile.address.created`.' },
  'address.updated': { type: 'profile', meaning: 'As `profile.address.updated`.' },
  'identity.created': { type: 'profile', meaning: 'A member has a new identity, such as a card.' },
  'profile-attribute.updated': {
    type: 'profile',
    meaning: 'Attributes of a member changed: comms, appearance, dates or custom ones.',
  },
  'balance.updated': { type: 'balance', meaning: 'What a member can spend changed, or may have.' },
  'reward.created': { type: 'balance', meaning: 'A member was given a reward.' },
  'reward.updated': { type: 'balance', meaning: 'A reward was spent from, given back or changed.' },
  'reward.deleted': { type: 'balance', meaning: 'A reward was taken away.' },
  'point.created': { type: 'balance', meaning: 'A member was given points, or owes some.' },
  'point.updated': { type: 'balance', meaning: 'Points were spent from, given back or changed.' },
  'point.deleted': { type: 'balance', meaning: 'Points were taken away.' },
  'benefit.created': { type: 'balance', meaning: 'A member was given a benefit.' },
  'benefit.updated': { type: 'balance', meaning: 'A benefit was used, given back or changed.' },
  'benefit.deleted': { type: 'balance', meaning: 'A benefit was taken away.' },
  'benefit-definition.created': { type: 'benefit-definition', meaning: 'A benefit definition was made.' },
  'benefit-definition.updated': { type: 'benefit-definition', meaning: 'A benefit definition changed.' },
  'benefit-definition.deleted': { type: 'benefit-definition', meaning: 'A benefit definition was deleted.' },
  'transaction.received': {
    type: 'transaction',
    meaning: 'A sale came in; it is recorded with `transaction.created`.',
  },
  'transaction.created': { type: 'transaction', meaning: 'A sale was recorded.' },
  'transaction.updated': {
    type: 'transaction',
    meaning: 'A recorded sale changed: also when goods of it come back, or it is voided.',
  },
  'transaction.deleted': { type: 'transaction', meaning: 'A recorded sale was removed.' },
  'transaction.points.issued': { type: 'transaction', meaning: 'A sale gave points.' },
  'transaction-item.created': { type: 'transaction', meaning: 'A recorded sale has a new line.' },
  'product.created': { type: 'product', meaning: 'A product was made.' },
  'product.updated': { type: 'product', meaning: 'A product or one of its variants changed.' },
  'product.deleted': { type: 'product', meaning: 'A product was deleted.' },
  'location.created': { type: 'location', meaning: 'A store was made.' },
  'location.updated': { type: 'location', meaning: 'A store changed.' },
} as const satisfies Record<string, CausedEvent>

/** Names that receivers may know and that this server does not cause, since it has no such thing or could not keep the promise. */
export const otherEvents = [
  'profile.before.update',
  'profile.address.deleted',
  'aggregation.updated',
  'benefit.code.allocated',
  'tier.achieved',
  'tier.lost',
  'tier.maintained',
  'tier.progressed',
  'tier-point.created',
  'tier-point.updated',
  'tier-point.deleted',
  'achievement.progressed',
  'achievement.unlocked',
  'achievement.lost',
  'transaction.sync',
  'transaction.resent',
  'transaction.tier-points.issued',
  'transaction-item.resent',
  'order.created',
  'order.updated',
  'product-list.created',
  'product-list.updated',
  'product-list-item.created',
  'product-list-item.updated',
  'product-list-item.linked',
  'product-list-share.created',
  'product-list-share.deleted',
  'interaction.created',
  'rating.created',
  'rating.updated',
  'connection.created',
  'connection.updated',
  'connection.deleted',
  'region.created',
  'region.updated',
] as const

/** The name of an event that this server causes. */
export type EventName = keyof typeof causedEvents
