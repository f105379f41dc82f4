// Whether the server is there, as every request of the till tells it; while it is not, it is looked for every few seconds.
import type { Client } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'
import type { Instant } from '@tillside/rules/time'

import type { ShopClock } from './shop-clock.ts'

const lookAgainMs = 5_000

export class Connection {
  readonly #clock: ShopClock
  readonly #listeners = new Set<() => void>()
  #isAway = false
  #heardAt: Instant | null = null
  #closing = new AbortController()

  constructor(clock: ShopClock) {
    this.#clock = clock
  }

  /** The last request got no answer. */
  get isAway(): boolean {
    return this.#isAway
  }

  /** When the server last answered, by the shop's time; null: not since the page was opened. */
  get heardAt(): Instant | null {
    return this.#heardAt
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same network, listened to. */
  over(network: Network): Network {
    return {
      send: async (request, signal) => {
        const sentAt = this.#clock.machineNow()
        try {
          const answer = await network.send(request, signal)
          this.#clock.note(answer.headers['date'], sentAt, this.#clock.machineNow())
          this.#note(false)
          return answer
        } catch (error) {
          this.#note(true)
          throw error
        }
      },
    }
  }

  /** Looks for a server that is away until `close`; `onBack` is called when it answers again. */
  async watch(client: Client, onBack: () => void): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#clock.sleep(lookAgainMs, signal)
      if (signal.aborted || !this.#isAway) continue
      await client.locations.list({ pageSize: 1 }).catch(() => {})
      // Any answer is one, also a no.
      if (!this.#isAway) onBack()
    }
  }

  close(): void {
    this.#closing.abort()
  }

  #note(isAway: boolean): void {
    if (!isAway) this.#heardAt = this.#clock.now()
    if (isAway === this.#isAway) return
    this.#isAway = isAway
    for (const listener of this.#listeners) listener()
  }
}
