// The address that the server delivers to. It answers when the POS shows what was told, so that whatever dies on the way is
// told again; and it refuses, before it writes anything, what does not come from the server.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import type { Log } from '../command/log.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Keeper, Kept } from '../sync/keeper.ts'
import { type Message, readMessage } from './message.ts'
import { changedAtOf } from '../sync/snapshot.ts'
import { SeenMessages } from './seen.ts'
import { type Secrets, verify } from './verify.ts'

const bodyBytesMax = 1024 * 1024
const drainedBytesMax = 32 * bodyBytesMax
/** More than the POS database can work on at once waits here; still more is asked to come again. */
const openMax = 64
const requestMsMax = 15_000
const retrySeconds = 5

const refusals = {
  method_not_allowed: { status: 405, message: 'Deliveries are sent by POST.' },
  payload_too_large: { status: 413, message: 'A delivery has at most one megabyte.' },
  signature_missing: { status: 422, message: 'The delivery carries no signature that could be checked.' },
  signature_wrong: { status: 401, message: 'The signature is not the server’s.' },
  timestamp_outside: { status: 401, message: 'The time stamp is more than five minutes off.' },
  event_unknown: { status: 422, message: 'No such event is dealt with here.' },
  json_broken: { status: 400, message: 'The body is not JSON.' },
  payload_unreadable: { status: 422, message: 'The body is not the payload of this event.' },
  busy: { status: 503, message: 'Too many deliveries are open at once.' },
  unavailable: { status: 503, message: 'The POS or the loyalty server cannot be reached now.' },
} as const satisfies Record<string, { status: number; message: string }>

type ReceiverRefusal = keyof typeof refusals

/** What is counted of each delivery. */
export interface ReceiverCounts {
  refused(code: ReceiverRefusal): void
  /** With the member's change that it told of, where it said when that was. */
  received(result: Kept | 'duplicate', changedAt: Date | null): void
}

interface ReceiverOptions {
  readonly mapping: Mapping
  readonly secrets: Secrets
  readonly keeper: Pick<Keeper, 'take' | 'takeHint'>
  readonly counts: ReceiverCounts
  readonly log: Log
  readonly now: () => Date
}

type Result =
  | { readonly result: Kept | 'duplicate'; readonly changedAt: Date | null }
  | { readonly refused: ReceiverRefusal }

/**
 * Undefined: it is too long. The rest is read all the same and forgotten, as a sender that is cut off in the middle hears no answer;
 * but not without end.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > drainedBytesMax) break
    if (bytes <= bodyBytesMax) chunks.push(chunk)
    else chunks.length = 0
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks)
}

function answer(response: ServerResponse, result: Result): void {
  const body =
    'refused' in result
      ? { code: result.refused, message: refusals[result.refused].message }
      : { result: result.result }
  const status = 'refused' in result ? refusals[result.refused].status : 200
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 405 ? { allow: 'POST' } : {}),
    ...(status === 503 ? { 'retry-after': String(retrySeconds) } : {}),
    ...(status === 413 ? { connection: 'close' } : {}),
  })
  response.end(JSON.stringify(body))
}

export class Receiver {
  readonly #options: ReceiverOptions
  readonly #server: Server
  readonly #seen = new SeenMessages()
  #open = 0

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#server = createServer(
      { requestTimeout: requestMsMax },
      (request, response) => void this.#serve(request, response),
    )
  }

  /** Answers the port. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => resolve())
    })
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  /** Those that are open are answered first. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { counts, log } = this.#options
    this.#open += 1
    try {
      const result = await this.#handle(request)
      if ('refused' in result) counts.refused(result.refused)
      else counts.received(result.result, result.changedAt)
      answer(response, result)
    } catch (error) {
      counts.refused('unavailable')
      log.warn({ code: nameOf(error) }, 'a delivery could not be dealt with, and is to come again')
      if (!response.headersSent) answer(response, { refused: 'unavailable' })
    } finally {
      this.#open -= 1
    }
  }

  async #handle(request: IncomingMessage): Promise<Result> {
    const { secrets, mapping, now } = this.#options
    if (request.method !== 'POST') return { refused: 'method_not_allowed' }
    if (this.#open > openMax) return { refused: 'busy' }
    const body = await readBody(request)
    if (!body) return { refused: 'payload_too_large' }
    const verified = verify(secrets, body, request.headers)
    if (!verified.ok) return { refused: verified.code }
    if (verified.id !== null && this.#seen.has(verified.id)) return { result: 'duplicate', changedAt: null }
    const event = request.headers['x-omneo-event']
    const read = readMessage(typeof event === 'string' ? event : undefined, body, mapping)
    if (!read.ok) return { refused: read.code }
    const result = await this.#take(read.message)
    // What the POS refused may be sent again once the POS is mended.
    if (verified.id !== null && result !== 'set_aside') this.#seen.add(verified.id, now().getTime())
    const { message } = read
    return { result, changedAt: message.kind === 'snapshot' ? changedAtOf(message.snapshot) : null }
  }

  #take(message: Message): Promise<Kept> {
    const { keeper } = this.#options
    return message.kind === 'snapshot'
      ? keeper.take(message.snapshot)
      : keeper.takeHint(message.profileId, message.version)
  }
}

/** What went wrong, without the words: those may name a customer. */
function nameOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}
