// The bodies of messages, as bytes. A message goes to many URLs at about the same time, so those that were read last are kept,
// with the signature that is the same for all of them.
import type { Db } from '../db/open.ts'
import { omneoSignature } from '../webhooks/signature.ts'
import { readBodies } from '../webhooks/store-lanes.ts'

/** Bytes that are kept in memory, all together. */
const bytesMax = 16_777_216

export class Message {
  readonly body: Buffer
  #signed: { readonly secret: string; readonly signature: string } | undefined

  constructor(text: string) {
    this.body = Buffer.from(text)
  }

  signatureWith(secret: string): string {
    if (this.#signed?.secret !== secret) this.#signed = { secret, signature: omneoSignature(this.body, secret) }
    return this.#signed.signature
  }
}

export class Messages {
  /** The oldest first. */
  readonly #kept = new Map<string, Message>()
  #bytes = 0

  /** Those of them that are there: a message without a delivery may have been removed. */
  async read(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Message>> {
    const found = new Map(ids.flatMap((id) => this.#recall(id)))
    const missing = [...new Set(ids)].filter((id) => !found.has(id))
    const rows = missing.length === 0 ? [] : await readBodies(db, missing)
    for (const { id, body } of rows) {
      const message = new Message(body)
      found.set(id, message)
      this.#keep(id, message)
    }
    return found
  }

  #recall(id: string): [string, Message][] {
    const message = this.#kept.get(id)
    return message ? [[id, message]] : []
  }

  #keep(id: string, message: Message): void {
    if (this.#kept.has(id)) return
    this.#kept.set(id, message)
    this.#bytes += message.body.length
    for (const [oldest, { body }] of this.#kept) {
      if (this.#bytes <= bytesMax) return
      this.#kept.delete(oldest)
      this.#bytes -= body.length
    }
  }
}
