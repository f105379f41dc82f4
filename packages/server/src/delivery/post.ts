// Sends one message to one URL, and says what came of it. Nothing here decides what that means.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

import { secondMs } from '@tillside/rules/time'

import type { Guard } from './guard.ts'

/** What came of a try. */
export interface Answer {
  /** Null when there was none. */
  readonly status: number | null
  /** What went wrong, in words without anything of the payload or of the receiver's answer. */
  readonly error: string | null
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null
}

interface PosterOptions {
  readonly guard: Guard
  /** From the first byte to the last. */
  readonly timeoutMs: number
  /** Connections to one receiver. */
  readonly connectionsMax: number
}

/** An answer says nothing but its status: what is longer than this is not listened to. */
const answerBytesMax = 65_536
const headerBytesMax = 16_384
/** Less than the time after which common servers close a connection that does nothing. */
const idleMs = 4_000

const wordsByCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ESERVFAIL: 'the name could not be looked up',
  ETIMEOUT: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection took too long',
  FORBIDDEN_ADDRESS: 'the address is loopback, private or otherwise local',
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

function wordsOf(error: unknown): string {
  const code = codeOf(error)
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(code)) return `the certificate is not good (${code})`
  return wordsByCode[code] ?? `it could not be sent (${code || 'unknown'})`
}

/** Seconds, as receivers write it; a date is left alone, as clocks differ. */
function retryAfterOf({ headers }: IncomingMessage): number | null {
  const text = headers['retry-after']
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * secondMs : null
}

function toAnswer(response: IncomingMessage): Answer {
  const status = response.statusCode ?? 0
  const retryAfterMs = retryAfterOf(response)
  if (status >= 200 && status < 300) return { status, error: null, retryAfterMs }
  const words = status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`
  return { status, error: words, retryAfterMs }
}

export class Poster {
  readonly #options: PosterOptions
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent }

  constructor(options: PosterOptions) {
    this.#options = options
    const settings = {
      keepAlive: true,
      keepAliveMsecs: idleMs,
      maxSockets: options.connectionsMax,
      maxFreeSockets: options.connectionsMax,
    }
    this.#agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) }
  }

  async post(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
    try {
      this.#options.guard.assertLiteral(url)
      return await this.#tryTwice(url, headers, body)
    } catch (error) {
      return { status: null, error: wordsOf(error), retryAfterMs: null }
    }
  }

  close(): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }

  /** A connection that was kept may have been closed by the receiver just now: that says nothing about the receiver. */
  async #tryTwice(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
    try {
      return await this.#send(url, headers, body)
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error
      return this.#send(url, headers, body)
    }
  }

  #send(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
    const isSecure = url.protocol === 'https:'
    const { guard, timeoutMs } = this.#options
    const options: RequestOptions = {
      method: 'POST',
      agent: isSecure ? this.#agents.https : this.#agents.http,
      headers: { ...headers, 'content-length': String(body.length) },
      lookup: guard.lookup,
      maxHeaderSize: headerBytesMax,
    }
    return new Promise((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(url, options)
      let answer: Answer | undefined
      const timeout = setTimeout(() => {
        // A status that was heard counts, also when what follows it never ends.
        resolve(
          answer ?? { status: null, error: `no answer within ${timeoutMs / secondMs} seconds`, retryAfterMs: null },
        )
        request.destroy()
      }, timeoutMs)
      const settle = (): void => clearTimeout(timeout)
      request.on('error', (error) => {
        settle()
        if (answer) return resolve(answer)
        const isStale = request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
        return reject(isStale ? new StaleConnectionError() : error)
      })
      request.on('response', (response) => {
        answer = toAnswer(response)
        listenTo(response, () => {
          settle()
          resolve(answer as Answer)
        })
      })
      request.end(body)
    })
  }
}

class StaleConnectionError extends Error {}

/** To its end, or as far as anybody cares. */
function listenTo(response: IncomingMessage, done: () => void): void {
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > answerBytesMax) response.destroy()
  })
  response.on('error', done)
  response.on('close', done)
}
