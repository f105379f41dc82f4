// The network between a till and the server. A request travels for a while and so does its answer; either may be lost,
// come late, or come twice, and nothing keeps them in order.
import type { Network, NetworkAnswer, NetworkRequest } from '@tillside/pos-sdk/ports/network'
import { secondMs } from '@tillside/rules/time'

import type { Backend, ServerFault } from './backend.ts'
import type { Random } from './random.ts'
import { type Life, never } from './till-life.ts'
import type { World } from './world.ts'

interface Sender {
  readonly name: string
  readonly life: Life
  readonly kill: () => void
}

/** So many statements a request of the server has at most, more or less. */
const statementsMax = 14
const downMs: readonly [number, number] = [2 * secondMs, 90 * secondMs]

const shown = ({ method, url }: NetworkRequest): string => `${method} ${new URL(url).pathname.replace('/api/v3/', '')}`

export class Wire {
  readonly #world: World
  readonly #random: Random
  readonly #backend: Backend
  #requests = 0
  /** What returns of a share would give that the network sent a second time, in minor units. */
  sharesDoubledMinor = 0

  constructor(world: World, backend: Backend) {
    this.#world = world
    this.#random = world.random.fork('wire')
    this.#backend = backend
  }

  networkFor(sender: Sender): Network {
    return {
      send: (request, signal) => {
        if (sender.life.isOver) return never()
        return new Promise<NetworkAnswer>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')))
          this.#leave(sender, request, (answer) => {
            if (sender.life.isOver) return
            if (answer) resolve(answer)
            else reject(new Error('the connection broke'))
          })
        })
      },
    }
  }

  #leave(sender: Sender, request: NetworkRequest, hear: (answer: NetworkAnswer | null) => void): void {
    const random = this.#random
    const number = (this.#requests += 1)
    const called = `#${number} ${shown(request)}`
    this.#world.note(`${sender.name} sends ${called}`)
    const copies = this.#world.strikes('request doubled', random) ? 2 : 1
    for (let copy = 1; copy <= copies; copy += 1) {
      if (copy === 2) this.sharesDoubledMinor += shareOf(request)
      const name = copy === 1 ? called : `${called} once more`
      if (this.#world.isNetworkDown || this.#world.strikes('request lost', random)) this.#lose(name, hear, copy)
      else this.#world.timeline.after(this.#travelMs(), () => this.#arrive(sender, request, { name, copy }, hear))
    }
    if (this.#world.strikes('till killed sending', random)) sender.kill()
  }

  /** Nothing comes back, or the till learns at once that the connection broke. */
  #lose(name: string, hear: (answer: null) => void, copy: number): void {
    this.#world.note(`${name} is lost`)
    if (copy === 1 && this.#random.happens(0.5))
      this.#world.timeline.after(this.#random.between(1, 500), () => hear(null))
  }

  async #arrive(
    sender: Sender,
    request: NetworkRequest,
    { name, copy }: { name: string; copy: number },
    hear: (answer: NetworkAnswer | null) => void,
  ): Promise<void> {
    const world = this.#world
    if (!this.#backend.isUp) {
      world.note(`${name} finds no server`)
      return hear(null)
    }
    const fault = this.#drawFault()
    const answer = await this.#backend.handle(request, fault)
    if (request.method !== 'GET') world.changes += 1
    if (this.#backend.wasCut) world.count('database cut')
    const befallen = `${this.#backend.wasCut ? ', cut off from its database' : ''}${fault.stops ? ', and stops' : ''}`
    const said = answer ? `the server answers ${answer.status}${codeOf(answer)}` : 'nobody hears what the server did'
    world.note(`${name} arrives; ${said}${befallen}`)
    if (fault.stops) this.#bringBack()
    if (copy === 2) return
    const isLost = !answer || world.isNetworkDown || world.strikes('answer lost', this.#random)
    if (isLost) return this.#lose(`the answer to ${name}`, hear, copy)
    world.timeline.after(this.#travelMs(), () => {
      if (sender.life.isOver) return
      if (world.strikes('till killed hearing', this.#random)) return sender.kill()
      world.note(`${sender.name} hears the answer to ${name}`)
      hear(answer)
    })
  }

  #drawFault(): ServerFault {
    const random = this.#random
    const { weather } = this.#world
    const stops = this.#world.strikes('server stopped', random)
    if (!stops && !random.happens(weather['database cut'])) return { cut: null, stops: false }
    const cut = random.happens(0.25) ? 'afterCommit' : { beforeStatement: random.between(1, statementsMax) }
    return { cut, stops }
  }

  #bringBack(): void {
    const back = async (): Promise<void> => {
      if (this.#backend.isUp) return
      await this.#backend.start()
      this.#world.note('the server is up again')
    }
    this.#world.timeline.after(this.#random.between(...downMs), back)
  }

  #travelMs(): number {
    const random = this.#random
    if (this.#world.strikes('very late', random)) return random.between(10 * secondMs, this.#world.mode.lateMsMax)
    if (this.#world.strikes('slow answer', random)) return random.between(500, 6 * secondMs)
    return random.between(5, 120)
  }
}

/** A return without an amount gives back what is left, and a second one finds nothing. */
function shareOf({ url, body }: NetworkRequest): number {
  if (!url.endsWith('/return') || body === null) return 0
  const { amount = 0 } = JSON.parse(body) as { amount?: number }
  return Math.round(amount * 100)
}

function codeOf({ status, body }: NetworkAnswer): string {
  if (status < 400) return ''
  const said = JSON.parse(body) as { code?: string; message?: string }
  return ` ${said.code ?? said.message ?? ''}`
}
