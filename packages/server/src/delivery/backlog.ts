// What a lane has read and is to send: in order for each thing that it is about, and side by side for all else.
import type { Due } from '../webhooks/store-lanes.ts'
import type { Message } from './messages.ts'

export interface Held extends Due {
  readonly message: Message
}

export class Backlog {
  /** Read, and what became of it not written yet. */
  readonly #held = new Set<number>()
  /** By what they are about, in order; the first of each may be on its way. */
  readonly #chains = new Map<string, Held[]>()
  /** Chains of which the first may go. */
  readonly #ready: string[] = []
  /** What has to wait, which is not written yet: what is read meanwhile must not pass by. */
  readonly #blocked = new Set<string>()
  #released: number[] = []
  #bytes = 0

  /** Of what is to be sent; what many URLs have in common counts for each. */
  get bytes(): number {
    return this.#bytes
  }

  get readyCount(): number {
    return this.#ready.length
  }

  /** What need not be read again. */
  get heldIds(): number[] {
    return [...this.#held]
  }

  add(one: Held): void {
    if (this.#blocked.has(one.subject)) return
    this.#held.add(one.id)
    this.#bytes += one.message.body.length
    const chain = this.#chains.get(one.subject)
    if (chain) return void chain.push(one)
    this.#chains.set(one.subject, [one])
    this.#ready.push(one.subject)
  }

  /** The next that may go. Behind it nothing about the same goes before `passed` or `blocked` has been said of it. */
  take(): Held | undefined {
    const subject = this.#ready.shift()
    return subject === undefined ? undefined : this.#chains.get(subject)?.[0]
  }

  /** It is dealt with: the next about the same may go. */
  passed({ subject, message }: Held): void {
    this.#bytes -= message.body.length
    const chain = this.#chains.get(subject) ?? []
    chain.shift()
    if (chain.length === 0) this.#chains.delete(subject)
    else this.#ready.push(subject)
  }

  /** It has to be tried again later, and what is behind it waits. */
  blocked({ subject }: Held): void {
    const chain = this.#chains.get(subject) ?? []
    const [, ...others] = chain
    this.#bytes -= chain.reduce((sum, { message }) => sum + message.body.length, 0)
    this.#chains.delete(subject)
    this.#blocked.add(subject)
    this.#released.push(...others.map(({ id }) => id))
  }

  /** What became of these is about to be written; call the answer when it is. */
  writing(ids: readonly number[]): () => void {
    const [blocked, released] = [[...this.#blocked], this.#released]
    this.#released = []
    return () => {
      for (const id of [...ids, ...released]) this.#held.delete(id)
      for (const subject of blocked) this.#blocked.delete(subject)
    }
  }
}
