// A till as the promise of the API expects one: it journals what it is about to send, sends it under a key, and repeats
// it under the same key until it hears an answer.
import { setTimeout as sleep } from 'node:timers/promises'

import { upTo } from './random.ts'

export interface Member {
  readonly id: string
  /** What was issued, in whole dollars. */
  readonly issued: number
}

export type Kind = 'redeem' | 'reversal' | 'sale'

/** Written down before it is sent. */
export interface Intent {
  readonly kind: Kind
  readonly member: Member
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** Null for a sale that relies on its external id. */
  readonly key: string | null
  /** Whole dollars: asked for, given back, or charged. */
  readonly amount: number
  /** The redemption that is reversed, or that the sale applies. */
  readonly redemptionId: number | null
}

export interface Acknowledged {
  readonly intent: Intent
  /** What the server calls what it made; null when it refused. */
  readonly id: number | null
  /** Whole dollars: what was asked for, or what was left where that was less. */
  readonly amount: number
  /** How often it was sent before an answer came. */
  readonly attempts: number
}

interface Answer {
  readonly status: number
  readonly isReplay: boolean
  readonly retryAfter: string | null
  readonly body: { readonly data?: { readonly id: number; readonly total?: number }; readonly code?: string }
}

export interface Api {
  readonly url: string
  readonly token: string
}

const answerMsMax = 20_000
const pauseMs = 50

export async function send({ url, token }: Api, intent: Pick<Intent, 'path' | 'body' | 'key'>): Promise<Answer> {
  const response = await fetch(`${url}/api/v3/${intent.path}`, {
    method: 'POST',
    body: JSON.stringify(intent.body),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(intent.key === null ? {} : { 'idempotency-key': intent.key }),
    },
    signal: AbortSignal.timeout(answerMsMax),
  })
  return {
    status: response.status,
    isReplay: response.headers.get('idempotency-replayed') === 'true',
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Answer['body'],
  }
}

export class Till {
  readonly journal: Acknowledged[] = []
  /** Answers that a till should never hear. */
  readonly wrong: string[] = []
  /** How often it heard nothing, or was told to come back. */
  dropped = 0
  toldToWait = 0
  readonly #name: string
  readonly #api: Api
  readonly #members: readonly Member[]
  readonly #random: () => number
  /** Redemptions of its own that are neither reversed nor on a sale yet. */
  readonly #open: { readonly id: number; readonly member: Member; readonly amount: number }[] = []
  #sent = 0
  #hasGivenUp = false

  constructor(name: string, api: Api, members: readonly Member[], random: () => number) {
    this.#name = name
    this.#api = api
    this.#members = members
    this.#random = random
  }

  /** Trades until it is told to stop, and finishes what it has begun. */
  async trade(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.wrong.length === 0 && !this.#hasGivenUp) await this.#settle(this.#next())
  }

  /** Leaves what it has begun: the story has failed elsewhere. */
  giveUp(): void {
    this.#hasGivenUp = true
  }

  #next(): Intent {
    this.#sent += 1
    const choice = this.#random()
    if (choice < 0.25 && this.#open.length > 0) return this.#reversal()
    return choice < 0.55 ? this.#sale() : this.#redeem()
  }

  #redeem(): Intent {
    const member = this.#anyMember()
    const amount = 1 + upTo(this.#random, 9)
    // All or nothing, or what there is.
    const body = { amount, strategies: ['rewards'], strict: this.#random() < 0.5 }
    return {
      kind: 'redeem',
      member,
      path: `profiles/${member.id}/redeem`,
      body,
      key: this.#key(),
      amount,
      redemptionId: null,
    }
  }

  #reversal(): Intent {
    const [taken] = this.#open.splice(upTo(this.#random, this.#open.length), 1)
    if (!taken) throw new Error('there was nothing to reverse')
    const { id, member, amount } = taken
    return {
      kind: 'reversal',
      member,
      path: `redemptions/${id}/reversal`,
      body: {},
      key: this.#key(),
      amount,
      redemptionId: id,
    }
  }

  #sale(): Intent {
    const taken = this.#random() < 0.7 ? this.#open.pop() : undefined
    const member = taken?.member ?? this.#anyMember()
    const prices = Array.from({ length: 1 + upTo(this.#random, 3) }, () => 20 + upTo(this.#random, 80))
    const amount = prices.reduce((sum, price) => sum + price, 0) - (taken?.amount ?? 0)
    const body = {
      external_id: `${this.#name}-${this.#sent}`,
      profile_id: member.id,
      redemption_id: taken?.id ?? null,
      transacted_at: '2025-07-04 11:17:42',
      timezone: 'UTC',
      total: amount,
      items: prices.map((price, index) => ({
        name: `Goods ${index}`,
        quantity: 1,
        price_current: price,
        price_sell: price,
      })),
    }
    const key = this.#random() < 0.5 ? this.#key() : null
    return { kind: 'sale', member, path: 'transactions', body, key, amount, redemptionId: taken?.id ?? null }
  }

  async #settle(intent: Intent): Promise<void> {
    for (let attempts = 1; this.wrong.length === 0 && !this.#hasGivenUp; attempts += 1) {
      const answer = await this.#hear(intent)
      if (answer) return this.#note(intent, answer, attempts)
      await sleep(pauseMs)
    }
  }

  /** Undefined when the request has to be repeated. */
  async #hear(intent: Intent): Promise<Answer | undefined> {
    try {
      const answer = await send(this.#api, intent)
      if (answer.status !== 503) return answer
      this.toldToWait += 1
      if (answer.retryAfter === null) this.wrong.push(`${intent.path}: 503 without Retry-After`)
    } catch (error) {
      this.dropped += 1
      if (error instanceof Error && error.name === 'TimeoutError')
        this.wrong.push(`${intent.path}: no answer in ${answerMsMax} ms`)
    }
    return undefined
  }

  #note(intent: Intent, { status, body }: Answer, attempts: number): void {
    const { kind, member } = intent
    const isShort =
      kind === 'redeem' && status === 422 && (body.code === 'balance_short' || body.code === 'nothing_to_redeem')
    const id = body.data?.id
    if (!isShort && (status < 200 || status > 299 || id === undefined)) {
      this.wrong.push(`${intent.path}: ${status} ${JSON.stringify(body)}`)
      return
    }
    const amount = kind === 'redeem' ? (body.data?.total ?? 0) : intent.amount
    this.journal.push({ intent, id: id ?? null, amount, attempts })
    if (kind === 'redeem' && id !== undefined) this.#open.push({ id, member, amount })
  }

  #anyMember(): Member {
    return this.#members[upTo(this.#random, this.#members.length)] as Member
  }

  #key(): string {
    return `${this.#name}-${this.#sent}-key`
  }
}
