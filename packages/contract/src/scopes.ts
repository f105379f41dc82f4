// What a token may do. The names are the ones that integrations of this API already ask for:
// a verb and a resource, and three single words for spending and giving back.

type Verb = 'create' | 'read' | 'update' | 'delete'
const everyVerb: readonly Verb[] = ['create', 'read', 'update', 'delete']

/** Which verbs exist for which resource. `rate` and `region` are singular in the wire contract. */
const verbsByResource = {
  'achievement-definitions': everyVerb,
  'action-history': ['read'],
  allocations: ['create', 'read'],
  audits: ['read'],
  'benefit-definitions': everyVerb,
  benefits: ['create', 'read', 'delete'],
  changes: ['read'],
  'connection-definitions': everyVerb,
  connections: everyVerb,
  currencies: everyVerb,
  'custom-products': everyVerb,
  identities: ['read'],
  imports: ['create', 'read', 'delete'],
  interactions: everyVerb,
  ledgers: ['read'],
  'list-definitions': everyVerb,
  locations: everyVerb,
  metrics: ['read'],
  orders: everyVerb,
  permissions: ['read'],
  'point-definitions': everyVerb,
  points: everyVerb,
  'product-list-reservations': ['read', 'update'],
  'product-lists': everyVerb,
  'product-options': everyVerb,
  products: everyVerb,
  profiles: everyVerb,
  rate: everyVerb,
  ratings: everyVerb,
  reactions: everyVerb,
  redemptions: ['read'],
  region: everyVerb,
  'reward-definitions': everyVerb,
  rewards: everyVerb,
  roles: ['read'],
  settings: ['read', 'update'],
  statuses: everyVerb,
  systems: ['create', 'read', 'delete'],
  tags: ['create', 'read', 'delete'],
  targets: everyVerb,
  tenants: everyVerb,
  'tier-definitions': everyVerb,
  'tier-points': everyVerb,
  'transaction-claims': ['create', 'read'],
  transactions: everyVerb,
  users: everyVerb,
  'webhook-secret': ['read', 'update'],
  webhooks: everyVerb,
} as const satisfies Record<string, readonly Verb[]>

type Resource = keyof typeof verbsByResource
type Paired = { [R in Resource]: `${(typeof verbsByResource)[R][number]}-${R}` }[Resource]
type Single = 'redeem-strategy' | 'redeem-benefits' | 'return' | 'reverse-late' | 'close-allowances' | 'view-statuses'

/** The name of one thing that a token may do. */
export type Scope = Paired | Single

/**
 * Two are ours, for staff who give a reason: `reverse-late`, beside `return`, reverses a redemption after its ten minutes;
 * `close-allowances` gives up waiting for a till that redeemed offline and is lost.
 */
const singles: readonly Single[] = [
  'redeem-strategy',
  'redeem-benefits',
  'return',
  'reverse-late',
  'close-allowances',
  'view-statuses',
]

/** Every scope there is, in the order in which a person would look for it. */
export const scopes: readonly Scope[] = [
  ...Object.entries(verbsByResource).flatMap(([resource, verbs]) =>
    verbs.map((verb) => `${verb}-${resource}` as Paired),
  ),
  ...singles,
]
