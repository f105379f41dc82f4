// What travels between the portal and the POS that opened it. The names are those that POS integrations know: a host that was
// written for Omneo's portal hears the same calls with the same arguments.

/** The callbacks and what each is called with. */
interface Callbacks {
  /** Back to the sale, with nobody attached. */
  memberProfile_returnToPOS: readonly []
  /** This member belongs to the sale. */
  memberProfile_addToSale: readonly [profileId: string]
  /** Value or a benefit was taken for the sale, or with false: it was put back. */
  redeemReward_returnConfirmation: readonly [profileId: string, willRedeem: boolean]
}

/** One call of the host. */
export type Callback = {
  readonly [Name in keyof Callbacks]: { readonly name: Name; readonly args: Callbacks[Name] }
}[keyof Callbacks]

/** A callback as a message, for a host whose window may not be read. */
export interface PortalMessage {
  readonly source: 'tillside'
  readonly name: Callback['name']
  readonly args: Callback['args']
}

/** What a POS may ask of the portal that it opened. */
export type HostMessage =
  | { readonly name: 'setMaxRedeem'; readonly amount: string }
  | { readonly name: 'openProfile'; readonly profileId: string }

/** A message as a window hears it. */
interface HeardMessage {
  /** It came from the window that opened or frames the portal, and from no other. */
  readonly isFromHost: boolean
  readonly data: unknown
}

const profileIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of a profile in its usual form; null for anything else. */
const readProfileId = (text: string): string | null => (profileIdPattern.test(text) ? text.toLowerCase() : null)

/** Longer is no amount, and is not kept. */
const amountLengthMax = 64

const amountText = (argument: unknown): string =>
  typeof argument === 'number' || typeof argument === 'string' ? String(argument).slice(0, amountLengthMax) : ''

function readCall(name: unknown, argument: unknown): HostMessage | null {
  // One that means nothing is passed on: it then allows nothing, where the one before might allow too much.
  if (name === 'setMaxRedeem') return { name, amount: amountText(argument) }
  if (name !== 'openProfile' || typeof argument !== 'string') return null
  const profileId = readProfileId(argument)
  return profileId === null ? null : { name, profileId }
}

/** What a message asks for; null when it is not the POS's or means nothing. Whether its origin is believed is another question. */
export function readHostMessage({ isFromHost, data }: HeardMessage): HostMessage | null {
  if (!isFromHost || typeof data !== 'object' || data === null) return null
  const { source, name, args } = data as { source?: unknown; name?: unknown; args?: unknown }
  if (source !== 'pos' || !Array.isArray(args) || args.length !== 1) return null
  return readCall(name, args[0])
}
