// A till's client for the loyalty API, Tillside's or plain Omneo's.
//
// It promises: a call answers, or fails with an error that says what to do about it and whether the request may have had
// its effect; nothing is sent twice unless twice does no more than once; nobody waits longer than an operation may take.
// It leaves to the checkout: remembering, across a crash, what was asked for.
import type { Instant } from '@tillside/rules/time'

import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network } from '../ports/network.ts'
import { allowancesOf } from './allowances.ts'
import { createCall, type Dialect } from './call.ts'
import type { Surroundings } from './operation.ts'
import { profilesOf } from './profiles.ts'
import { redemptionsOf } from './redemptions.ts'
import { ServerClock, type ServerHeard } from './server-clock.ts'
import { locationsOf, productsOf, settingsOf, staffOf } from './shop.ts'
import { transactionsOf } from './transactions.ts'

export interface ClientOptions {
  /** Where the server is, without `/api/v3`: `https://loyalty.example.com`. */
  readonly baseUrl: string
  /**
   * The bearer token, asked for before each call, so that it can change while the till runs. Keys are its user's: as long as
   * anything is open it is another token of the same user.
   */
  readonly token: () => string | Promise<string>
  readonly network: Network
  readonly clock: Clock
  readonly chance: Chance
  readonly dialect: Dialect
  /** Longest wait for one answer. */
  readonly callMsMax?: number
  /** Longest wait for an operation, its repeats included. */
  readonly operationMsMax?: number
}

/** A customer who stands at the till notices two seconds and minds five. */
const callMsMaxDefault = 2_000
const operationMsMaxDefault = 5_000

/**
 * Makes a client. Every method throws a `ClientError` (`errors.ts`) when it does not answer.
 *
 * ```ts
 * const client = createClient({
 *   baseUrl: 'https://loyalty.example.com', token: () => settings.token, dialect: 'tillside',
 *   network: fetchNetwork, clock: systemClock, chance: systemChance,
 * })
 * const [member] = await client.profiles.findByCard(scanned)
 * ```
 */
export function createClient(options: ClientOptions) {
  const { baseUrl, token, network, clock, chance, dialect } = options
  const { callMsMax = callMsMaxDefault, operationMsMax = operationMsMaxDefault } = options
  const serverClock = new ServerClock()
  const around: Surroundings = { token, network, clock, chance, serverClock, callMsMax, operationMsMax }
  const call = createCall(baseUrl, dialect, around)
  return {
    profiles: profilesOf(call),
    redemptions: redemptionsOf(call),
    transactions: transactionsOf(call, dialect),
    allowances: allowancesOf(call),
    settings: settingsOf(call),
    locations: locationsOf(call),
    staff: staffOf(call),
    products: productsOf(call),
    dialect,
    /** Calls any other route of the contract, with the same care. */
    call,
    /** The server's time, as well as its answers have told it; the till's own before the first. */
    serverNow: (): Instant => serverClock.at(clock.now()),
    /** How far the server's clock is ahead of the till's, and when that was last heard; null before the first answer. */
    serverHeard: (): ServerHeard | null => serverClock.heard(),
  }
}

export type Client = ReturnType<typeof createClient>
