// What stands between the server and the POS and means no good: it takes every delivery and says that all is well, then loses some,
// passes some on twice, and all of them late and in any order.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

interface Held {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface HostileCounts {
  taken: number
  dropped: number
  doubled: number
  /** Passed on while nobody answered, and so lost as well. */
  lost: number
}

const droppedShare = 0.3
const doubledShare = 0.3
const delayMsMax = 1_500
/** The first share of them is hardly late, the rest is overtaken by it. */
const passedOnMsMax = 10_000

const textHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
        ? [[name, value]]
        : [],
    ),
  )

export class HostileProxy {
  readonly counts: HostileCounts = { taken: 0, dropped: 0, doubled: 0, lost: 0 }
  readonly #server: Server
  readonly #target: string
  readonly #random: () => number
  #open = 0

  private constructor(target: string, random: () => number) {
    this.#target = target
    this.#random = random
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(200).end()
        this.#take({ headers: textHeaders(request.headers), body: Buffer.concat(chunks) })
      })
    })
  }

  static async open(target: string, random: () => number): Promise<HostileProxy> {
    const proxy = new HostileProxy(target, random)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  /** Everything that it has not lost has been passed on. */
  async drain(): Promise<void> {
    while (this.#open > 0) await sleep(20)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #take(held: Held): void {
    this.counts.taken += 1
    if (this.#random() < droppedShare) {
      this.counts.dropped += 1
      return
    }
    void this.#passOn(held)
    if (this.#random() >= doubledShare) return
    this.counts.doubled += 1
    void this.#passOn(held)
  }

  async #passOn({ headers, body }: Held): Promise<void> {
    this.#open += 1
    try {
      await sleep(this.#random() * delayMsMax)
      const response = await fetch(this.#target, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(passedOnMsMax),
      })
      await response.arrayBuffer()
      if (!response.ok) this.counts.lost += 1
    } catch {
      this.counts.lost += 1
    } finally {
      this.#open -= 1
    }
  }
}
