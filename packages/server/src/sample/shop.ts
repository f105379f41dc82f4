// The sample's way to the server: its own API, at moments in the past. Everything that the sample has was made as a till
// or a loyalty manager would have made it, so ledger, balances and sales agree.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Instant } from '@tillside/rules/time'

/** What an answer holds that the story goes on with. */
export interface Made {
  readonly id: number | string
  readonly total: number
  readonly items: readonly { readonly id: number }[]
  readonly returnable: readonly { readonly redemption_id: number; readonly amount: number }[]
}

export interface SampleShop {
  /** Posts to a path below /api/v3 as if it were that moment. Throws when it is refused. */
  post(at: Instant, path: string, body?: object): Promise<Made>
  /** The same, and null when it is refused for the one reason that the story expects. */
  tryPost(at: Instant, path: string, body: object | undefined, mayRefuse: RefusalCode | undefined): Promise<Made | null>
}

/** Something that happened at a moment. The moments of a story are told in their order. */
export interface Step {
  readonly at: Instant
  run(shop: SampleShop): Promise<void>
}

/** The facts that the whole story is told with. */
export interface Scene {
  readonly now: Instant
  /** Fits an amount to the tenant's currency. */
  priceOf(amount: number): number
  /** What is given or sold, by the name that the story has for it. */
  readonly ids: Map<string, number | string>
}

export function idOf(scene: Scene, name: string): number | string {
  const id = scene.ids.get(name)
  if (id === undefined) throw new Error(`the sample names ${name} before it is there`)
  return id
}
