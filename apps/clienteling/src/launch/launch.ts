// What the POS says in the address when it opens the portal. It is kept through navigation as it came: ids are texts, and
// `0123` stays `0123`.
import { type CurrencyCode, decimalsOf } from '@tillside/money/money'

/** Where the portal was opened, by Omneo's words. */
const launchTypes = ['POS', 'MobilePOS', 'Tablet', 'Administration', 'Zendesk'] as const
type LaunchType = (typeof launchTypes)[number]

/** The names that are kept, in the order in which they are written. */
export const launchNames = ['staffId', 'storeId', 'terminalId', 'type', 'max_redeem', 'origin'] as const

type LaunchSearch = { readonly [Name in (typeof launchNames)[number]]?: string }

export interface Launch {
  /** The POS's number for the person at it; who may do what follows from who signed in here. */
  readonly staffId: string | null
  readonly storeId: string | null
  readonly terminalId: string | null
  /** Without one it is a POS; one that is not known has no sale. */
  readonly type: LaunchType
  /** What may be redeemed at most, as written; null when the POS says nothing of it. */
  readonly maxRedeem: string | null
  /** The host's origin, as the address says: a hint. */
  readonly hostOrigin: string | null
}

/**
 * What stands in an address. A name that is there twice with one value is there once; with two, it has neither: both together are
 * no amount, no known type and no origin, which allows less and never more.
 */
export function parseLaunchSearch(text: string): Record<string, string> {
  const given = new URLSearchParams(text)
  return Object.fromEntries([...given.keys()].map((name) => [name, [...new Set(given.getAll(name))].join(' ')]))
}

/** The parameters of an address that the portal knows; others are left out. */
export function keepLaunchSearch(search: Readonly<Record<string, unknown>>): LaunchSearch {
  const kept = launchNames.flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return Object.fromEntries(kept)
}

function readType(text: string | undefined): LaunchType {
  if (text === undefined) return 'POS'
  return launchTypes.find((type) => type.toLowerCase() === text.toLowerCase()) ?? 'Administration'
}

export const readLaunch = (search: LaunchSearch): Launch => ({
  staffId: search.staffId ?? null,
  storeId: search.storeId ?? null,
  terminalId: search.terminalId ?? null,
  type: readType(search.type),
  maxRedeem: search.max_redeem ?? null,
  hostOrigin: search.origin ?? null,
})

/** All that a query says as one text: the same for as long as the POS opens nothing else, whatever screen of the portal is there. */
export const launchAddressOf = (query: string): string =>
  JSON.stringify(readLaunch(keepLaunchSearch(parseLaunchSearch(query))))

/** Customer service and administration have no sale: nothing can be attached to it or taken for it. */
export const hasSale = ({ type }: Pick<Launch, 'type'>): boolean => type !== 'Administration' && type !== 'Zendesk'

/** Digits before the decimals; more is no till's total. */
const amountPattern = /^(\d{1,12})(?:\.(\d{1,20}))?$/
/** A total that a POS adds up in floats comes as 0.30000000000000004, or as 59.969999999999995: rounded here, it is what was meant. */
const decimalsMeant = 6

/**
 * The most that the sale allows, in minor units, rounded down; null where the POS says nothing. What cannot be read allows
 * nothing: a cap that was meant must not become none.
 */
export function readMaxRedeem(text: string | null, currency: CurrencyCode): number | 'unreadable' | null {
  if (text === null) return null
  if (!amountPattern.test(text)) return 'unreadable'
  const [whole = '', fraction = ''] = Number(text).toFixed(decimalsMeant).split('.')
  const decimals = decimalsOf(currency)
  return Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
}
