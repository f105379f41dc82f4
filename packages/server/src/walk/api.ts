// The server as the walk knows it: its address, a token, and HTTP. Every request and answer is printed.
import type { Fact } from './facts.ts'
import type { Teller } from './teller.ts'

/** A server that does not answer within this time is not there. */
const answerMsMax = 30_000

/** The walk cannot go on; the message says why. */
export class WalkStopped extends Error {
  override readonly name = 'WalkStopped'
}

interface Reply<T> {
  readonly status: number
  readonly data: T
  readonly isReplay: boolean
}

interface Refused {
  readonly message?: string
  readonly code?: string
  readonly errors?: Readonly<Record<string, readonly string[]>>
}

/** A body in one line: the lines of a sale are counted, as their table follows. */
function shortened(body: object): string {
  const { items, ...rest } = body as { items?: readonly unknown[] }
  const text = JSON.stringify(rest)
  if (items === undefined) return text
  const lines = items.length === 1 ? JSON.stringify(items) : `[${items.length} lines]`
  return `${text.slice(0, -1)},"items":${lines}}`
}

export class Api {
  readonly #url: string
  readonly #token: string
  readonly #teller: Teller

  constructor(url: string, token: string, teller: Teller) {
    this.#url = url.replace(/\/+$/, '')
    this.#token = token
    this.#teller = teller
  }

  /** Sends, without a word. Throws when the server refuses. */
  async #send<T>(method: string, path: string, body: object | null, key: string | null): Promise<Reply<T>> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
    }
    const response = await fetch(`${this.#url}/api/v3/${path}`, {
      method,
      headers,
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerMsMax),
    }).catch((error: unknown) => {
      throw new WalkStopped(
        `${method} ${path} got no answer from ${this.#url}: ${error instanceof Error ? error.message : String(error)}`,
      )
    })
    const text = await response.text()
    const answered = (text === '' ? {} : JSON.parse(text)) as { data?: T } & Refused
    if (response.status >= 300) {
      const fields = Object.values(answered.errors ?? {})
        .flat()
        .join(' ')
      throw new WalkStopped(
        `${method} ${path} was refused with ${response.status} ${answered.code ?? ''}: ${answered.message ?? ''} ${fields}`.trim(),
      )
    }
    return {
      status: response.status,
      data: answered.data as T,
      isReplay: response.headers.get('idempotency-replayed') === 'true',
    }
  }

  async get<T>(path: string, facts: (data: T) => readonly Fact[]): Promise<T> {
    this.#teller.request('GET', `/api/v3/${path}`, null, null)
    const reply = await this.#send<T>('GET', path, null, null)
    this.#teller.answer(reply.status, facts(reply.data))
    return reply.data
  }

  async post<T>(
    path: string,
    body: object | null,
    key: string | null,
    facts: (data: T, reply: Reply<T>) => readonly Fact[],
  ): Promise<T> {
    this.#teller.request('POST', `/api/v3/${path}`, body === null ? null : shortened(body), key)
    const reply = await this.#send<T>('POST', path, body, key)
    this.#teller.answer(reply.status, facts(reply.data, reply))
    return reply.data
  }

  async put<T>(path: string, body: object, facts: (data: T) => readonly Fact[]): Promise<T> {
    this.#teller.request('PUT', `/api/v3/${path}`, shortened(body), null)
    const reply = await this.#send<T>('PUT', path, body, null)
    this.#teller.answer(reply.status, facts(reply.data))
    return reply.data
  }

  async remove(path: string): Promise<void> {
    this.#teller.request('DELETE', `/api/v3/${path}`, null, null)
    const reply = await this.#send<null>('DELETE', path, null, null)
    this.#teller.answer(reply.status, [])
  }

  /** The first of a list, or what is made when the list is empty: what every run shares is made once. */
  async findOrMake<T>(path: string, filter: string, body: object): Promise<T> {
    const found = await this.#send<readonly T[]>('GET', `${path}?${filter}`, null, null)
    const [first] = found.data
    if (first !== undefined) return first
    // Two walks at once both want to make it; the key lets the second have what the first has made.
    return (await this.#send<T>('POST', path, body, `walk-${path}-${filter}`)).data
  }

  /** Reads what is needed and not worth a word. */
  async read<T>(path: string): Promise<T> {
    return (await this.#send<T>('GET', path, null, null)).data
  }
}
