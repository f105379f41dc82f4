// The line between the tills and the server: TCP, passed on as it comes, until it is cut, or an answer is lost on it.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** `closed`: connections break and none can be made. `silent`: everything is taken, and nothing is ever heard of it. */
type Manner = 'closed' | 'silent'

/** How the answer to a redemption is lost, when so many were; null: it arrives. */
export type LoseAnswer = (lostBefore: number) => Manner | null

const redeemLine = /^POST \/api\/v3\/profiles\/[^/ ]+\/redeem /

interface Pair {
  readonly till: Socket
  readonly server: Socket
  /** The server hears of this connection, the till no more. */
  deaf: Manner | null
}

export class Proxy {
  readonly #serverPort: number
  readonly #listener: Server
  readonly #pairs = new Set<Pair>()
  readonly #loseAnswer: LoseAnswer
  #cut: Manner | null = null
  /** Answers that were on their way, and did not arrive. */
  answersLost = 0

  private constructor(serverPort: number, loseAnswer: LoseAnswer) {
    this.#serverPort = serverPort
    this.#loseAnswer = loseAnswer
    this.#listener = createServer((till) => this.#pass(till))
  }

  static async open(serverUrl: string, loseAnswer: LoseAnswer): Promise<Proxy> {
    const proxy = new Proxy(Number(new URL(serverUrl).port), loseAnswer)
    proxy.#listener.listen(0, '127.0.0.1')
    await once(proxy.#listener, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`
  }

  /** No byte passes for so long, in either direction. */
  async cut(ms: number, manner: Manner): Promise<void> {
    this.#cut = manner
    if (manner === 'closed') this.#breakAll()
    await sleep(ms)
    // What was swallowed is lost: a connection with a hole in it is of no use.
    this.#breakAll()
    this.#cut = null
  }

  close(): void {
    this.#listener.close()
    this.#breakAll()
  }

  #pass(till: Socket): void {
    if (this.#cut === 'closed') {
      till.destroy()
      return
    }
    const pair: Pair = { till, server: connect(this.#serverPort, '127.0.0.1'), deaf: null }
    const { server } = pair
    this.#pairs.add(pair)
    const end = (): void => {
      till.destroy()
      server.destroy()
      this.#pairs.delete(pair)
    }
    for (const socket of [till, server]) socket.setNoDelay(true).on('error', end)
    till.on('close', end)
    // Whoever waits for an answer that was swallowed learns nothing from the server's end either.
    server.on('close', () => (this.#cut === 'silent' || pair.deaf === 'silent' ? undefined : end()))
    till.on('data', (chunk: Buffer) => this.#toServer(pair, chunk))
    server.on('data', (chunk: Buffer) => this.#toTill(pair, chunk))
  }

  #toServer(pair: Pair, chunk: Buffer): void {
    if (this.#cut) return
    // Tills send one request after the other, each with its head in one piece.
    const line = chunk.subarray(0, chunk.indexOf('\r\n')).toString('latin1')
    if (redeemLine.test(line)) pair.deaf ??= this.#loseAnswer(this.answersLost)
    pair.server.write(chunk)
  }

  #toTill({ till, server, deaf }: Pair, chunk: Buffer): void {
    if (this.#cut) return
    if (!deaf) {
      till.write(chunk)
      return
    }
    this.answersLost += 1
    server.destroy()
    if (deaf === 'closed') till.destroy()
  }

  #breakAll(): void {
    for (const { till, server } of this.#pairs) {
      till.destroy()
      server.destroy()
    }
    this.#pairs.clear()
  }
}
