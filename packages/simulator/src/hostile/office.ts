// Whoever changes members on the server while everything else breaks: each member by one hand, so that what was asked for last is
// what is so in the end.
import { setTimeout as sleep } from 'node:timers/promises'

interface Server {
  readonly url: string
  readonly token: string
}

interface Answer {
  readonly status: number
  readonly body: { readonly data?: Readonly<Record<string, unknown>> }
}

const askMsMax = 10_000
const pauseMs = 100

export class Office {
  changes = 0
  merges = 0
  /** Who was merged into whom. */
  readonly merged = new Map<string, string>()
  readonly members: string[] = []
  readonly #server: Server
  #step = 0

  constructor(server: Server) {
    this.#server = server
  }

  async enrolAll(count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) {
      const { body } = await this.#ask('POST', 'profiles', {
        email: `member-${number}@example.com`,
        first_name: `Member ${number}`,
        last_name: this.#nextStep(),
      })
      this.members.push(String(body.data?.['id']))
    }
  }

  /** As many changes and merges as asked for, by so many hands. */
  async work(
    { changes, merges }: { changes: number; merges: number },
    random: () => number,
    hands: number,
  ): Promise<void> {
    const each = Array.from({ length: hands }, (_, hand) => {
      const own = this.members.filter((_member, index) => index % hands === hand)
      const share = (total: number): number => Math.floor(total / hands) + (hand < total % hands ? 1 : 0)
      return this.#handle(own, { changes: share(changes), merges: share(merges) }, random)
    })
    await Promise.all(each)
  }

  async read(profileId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.#ask('GET', `profiles/${profileId}`)).body.data
  }

  /** Deliveries that the server still has to make. */
  async countPending(): Promise<number> {
    const { body } = (await this.#ask('GET', 'webhooks?page[size]=100')) as { body: { data?: unknown } }
    let pending = 0
    for (const { id } of body.data as { id: number }[]) {
      const listed = await this.#ask('GET', `webhooks/${id}/deliveries?filter[state]=pending&page[size]=1`)
      pending += (listed.body as { meta?: { total?: number } }).meta?.total ?? 0
    }
    return pending
  }

  async #handle(own: string[], share: { changes: number; merges: number }, random: () => number): Promise<void> {
    const live = [...own]
    let merges = 0
    for (let change = 1; change <= share.changes; change += 1) {
      const member = live[Math.floor(random() * live.length)]
      if (member === undefined) throw new Error('nobody is left to be changed')
      await this.#ask('PUT', `profiles/${member}`, { last_name: this.#nextStep() })
      this.changes += 1
      if (merges < Math.floor((share.merges * change) / share.changes)) {
        const loser = live.splice(live.indexOf(member), 1)[0] as string
        const winner = live[Math.floor(random() * live.length)] as string
        await this.#ask('POST', 'profiles/merge', { source_profile_id: loser, destination_profile_id: winner })
        this.merged.set(loser, winner)
        merges += 1
        this.merges += 1
      }
    }
  }

  /** It sorts as text. */
  #nextStep(): string {
    this.#step += 1
    return `Step ${String(this.#step).padStart(8, '0')}`
  }

  /** Asks until it is answered: the server is killed now and then, and what is asked here may be asked twice. */
  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const { url, token } = this.#server
    for (;;) {
      try {
        const response = await fetch(`${url}/api/v3/${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(askMsMax),
        })
        const answered = (await response.json()) as Answer['body']
        if (response.status < 300 || response.status === 404) return { status: response.status, body: answered }
        // It was enrolled, and the answer was lost: the member's address says so.
        if (response.status < 500) throw new TypeError(`${method} ${path} was refused: ${JSON.stringify(answered)}`)
      } catch (error) {
        if (error instanceof TypeError && error.message.includes('was refused'))
          throw new Error(error.message, { cause: error })
      }
      await sleep(pauseMs)
    }
  }
}
