// The server's connections to PostgreSQL, which can be cut between two statements: what was not sent did not happen, and
// what was sent has happened before anything else does. A cut is armed before a request and falls once.
import { connect, type Socket } from 'node:net'

import type { SocketAddress } from '@tillside/server/db/open'

/** Before the statement of this number, or after the commit was done and before the server hears of it. */
export type Cut = { readonly beforeStatement: number } | 'afterCommit'

/** A query as it is sent: simple, or prepared and bound. */
const statementTypes: ReadonlySet<number> = new Set(['Q', 'B'].map((letter) => letter.charCodeAt(0)))
const committed = Buffer.from('COMMIT\0')

export class DatabaseLines {
  readonly #sockets = new Set<Socket>()
  #cut: Cut | null = null
  #statements = 0
  #hasFallen = false

  arm(cut: Cut | null): void {
    this.#cut = cut
    this.#statements = 0
    this.#hasFallen = false
  }

  /** Whether the cut that was armed has fallen. */
  get hasFallen(): boolean {
    return this.#hasFallen
  }

  /** Every connection is gone. */
  async dropAll(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(closed)
  }

  readonly open = ({ path, host, port }: SocketAddress): Socket => {
    const socket = typeof path === 'string' ? connect({ path }) : connect({ host: host[0], port: Number(port[0]) })
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    this.#watchWrites(socket)
    this.#watchReads(socket)
    return socket
  }

  #watchWrites(socket: Socket): void {
    const write = socket.write.bind(socket) as (chunk: Uint8Array, done?: () => void) => boolean
    let isCut = false
    socket.write = ((chunk: Buffer, done?: () => void) => {
      if (isCut) return false
      const end = this.#endOf(chunk)
      if (end === null) return write(chunk, done)
      isCut = true
      if (end > 0) write(chunk.subarray(0, end))
      // Never inside a call of the driver: a line is lost between two things that the server does, not in the middle of one.
      setImmediate(() => socket.destroy())
      return false
    }) as Socket['write']
  }

  #watchReads(socket: Socket): void {
    const emit = socket.emit.bind(socket) as (name: string | symbol, ...values: unknown[]) => boolean
    socket.emit = (name: string | symbol, ...values: unknown[]) => {
      const isHeard = name !== 'data' || this.#cut !== 'afterCommit' || !(values[0] as Buffer).includes(committed)
      if (isHeard) return emit(name, ...values)
      this.#fall()
      setImmediate(() => socket.destroy())
      return true
    }
  }

  #fall(): void {
    this.#cut = null
    this.#hasFallen = true
  }

  /** How much of this still leaves; null for all of it. */
  #endOf(chunk: Buffer): number | null {
    if (this.#cut === null || this.#cut === 'afterCommit') return null
    // The first message of a connection has no type; its length begins with a zero.
    for (let at = 0; at + 5 <= chunk.length && chunk[at] !== 0; at += 1 + chunk.readUInt32BE(at + 1)) {
      if (!statementTypes.has(chunk[at] as number)) continue
      this.#statements += 1
      if (this.#statements < this.#cut.beforeStatement) continue
      this.#fall()
      return at
    }
    return null
  }
}
