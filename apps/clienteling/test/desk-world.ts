// A desk with a real client, on a network that answers, refuses, and loses answers; for tests of what it promises.
import { createClient } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { instant, minuteMs } from '@tillside/rules/time'

import type { Ask } from '../src/requests/asks.ts'
import { RequestDesk } from '../src/requests/desk.ts'
import { KeptAsks, type Shelf } from '../src/requests/kept.ts'
import type { Done } from '../src/requests/telling.ts'

export const profileId = '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'
export const tenDollars = {
  kind: 'redeem',
  profileId,
  body: { amount: 10, strict: true, meta: { terminal: 'T3' } },
} as const satisfies Ask

/** A tab's storage that outlives its pages. */
export function openShelf(): Shelf & { isFull: boolean } {
  const values = new Map<string, string>()
  const shelf = {
    isFull: false,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (shelf.isFull) throw new Error('QuotaExceededError')
      values.set(name, value)
    },
  }
  return shelf
}

type Weather =
  | 'fine'
  | 'reading_broken'
  | 'member_gone'
  | 'pos_broken'
  | 'answers_lost'
  | 'requests_lost'
  | 'refusing'
  | 'signed_out'

interface World {
  readonly shelf: ReturnType<typeof openShelf>
  now: number
  weather: Weather
  /** The device that the browser is paired as. */
  deviceId: string
  /** The opening that the page is of. */
  openingId: string
  /** Redemptions by the key that they were asked under. */
  readonly taken: Map<string, number>
  /** Those that were put back. */
  readonly putBack: Set<number>
  readonly sent: unknown[]
  readonly told: unknown[]
}

export let world: World

/** Everything begins anew. */
export function openWorld(): void {
  const names = { deviceId: 'counter-1', openingId: 'sale A' }
  world = {
    shelf: openShelf(),
    now: 0,
    weather: 'fine',
    ...names,
    taken: new Map(),
    putBack: new Set(),
    sent: [],
    told: [],
  }
}

const answer = (status: number, body: object) => ({ status, headers: {}, body: JSON.stringify(body) })

/** What a server does that takes value once for each key. */
const network: Network = {
  send: async ({ method, url, headers, body }) => {
    if (method === 'GET') {
      if (world.weather === 'member_gone') return answer(404, { message: 'no', code: 'not_found', errors: {} })
      if (world.weather === 'reading_broken') return answer(422, { message: 'no', code: 'odd', errors: {} })
      if (world.weather === 'signed_out') return answer(403, { message: 'no', code: 'scope_missing', errors: {} })
      const data = [...world.taken].map(([request, id]) => {
        const state = world.putBack.has(id) ? 'reversed' : 'open'
        return { id, type: 'redeem', state, total: 10, meta: { request } }
      })
      const one = data.find(({ id }) => url.endsWith(`/redemptions/${id}`))
      if (one) return answer(200, { data: one })
      return answer(200, { data, meta: { current_page: 1, last_page: 1, total: data.length } })
    }
    const key = headers['idempotency-key'] as string
    if (world.weather === 'requests_lost') throw new Error('the network is gone')
    if (world.weather === 'signed_out') return answer(403, { message: 'no', code: 'scope_missing', errors: {} })
    world.sent.push([key, body])
    if (world.weather === 'refusing') return answer(422, { message: 'no', code: 'balance_short', errors: {} })
    if (!world.taken.has(key)) world.taken.set(key, 90_000 + world.taken.size)
    if (world.weather === 'answers_lost') throw new Error('the network is gone')
    return answer(201, { data: { id: world.taken.get(key), total: 10 } })
  },
}

const clock = { now: () => instant(world.now), sleep: () => new Promise<void>((resolve) => setTimeout(resolve)) }
const chance = { newId: () => `id-${world.sent.length}-${world.now}`, random: () => 0 }

/** Opens the page: a reload opens it again on the same tab's storage. */
export function openDesk(): RequestDesk {
  const options = { baseUrl: 'http://localhost', token: () => 'cookie', dialect: 'tillside' } as const
  const client = createClient({ ...options, network, clock, chance })
  const onDone = async ({ ask, answer: { redemptionId, isBack } }: Done): Promise<'called'> => {
    if (world.weather === 'pos_broken') throw new Error('the POS broke')
    world.told.push([ask.kind, redemptionId, ...(isBack ? ['is back'] : [])])
    return 'called'
  }
  const deviceId = () => world.deviceId
  const { openingId } = world
  return new RequestDesk({ client, clock, kept: new KeptAsks(world.shelf, chance), deviceId, openingId, onDone })
}

/** What was not answered before. */
export function keptOf(desk: RequestDesk) {
  const [kept] = desk.unanswered()
  if (!kept) throw new Error('nothing was kept')
  return kept
}

/** A redemption whose request may have been lost, and a page that was loaded since. */
export async function loadedAnew(weather: Weather): Promise<RequestDesk> {
  world.weather = weather
  await openDesk().ask(tenDollars)
  world.weather = 'fine'
  world.now += minuteMs
  return openDesk()
}
