// What a run is asked for on the command line, and the plan that follows from it.
import { parseArgs } from 'node:util'

const modes = ['till', 'server', 'network', 'answers', 'all'] as const
type Mode = (typeof modes)[number]

/** How much of what is done to the shop while it trades. */
export interface Plan {
  readonly seed: number
  readonly what: Mode
  readonly tills: number
  /** kill -9 of a till, and of the server. */
  readonly tillKills: number
  readonly serverKills: number
  /** The network is cut for `cutMs`. */
  readonly cuts: number
  readonly cutMs: number
  /** Redemptions that the server hears of, and whose answer is lost. */
  readonly answers: number
  /** What of the plan has not happened by then is a finding. */
  readonly msMax: number
}

const tillsDefault = 3
const cutMsDefault = 10_000
const msMaxDefault = 30 * 60_000

/** All together: mostly tills, a server now and then, a cut or two, and answers all the while. */
const sharesOfAll = { server: 0.1, answers: 0.2, cuts: 0.01 }

export function planOf(what: Mode, kills: number, given: Pick<Plan, 'seed'> & Partial<Plan>): Plan {
  const is = (mode: Mode): number => (what === mode ? kills : 0)
  const ofAll = (share: number): number => (what === 'all' ? Math.ceil(kills * share) : 0)
  const [serverKills, answers, cuts] = [sharesOfAll.server, sharesOfAll.answers, sharesOfAll.cuts].map(ofAll) as [
    number,
    number,
    number,
  ]
  const rest = what === 'all' ? Math.max(0, kills - serverKills - answers - cuts) : 0
  return {
    what,
    tills: tillsDefault,
    cutMs: cutMsDefault,
    msMax: msMaxDefault,
    tillKills: is('till') + rest,
    serverKills: is('server') + serverKills,
    cuts: is('network') + cuts,
    answers: is('answers') + answers,
    ...given,
  }
}

const isMode = (text: string): text is Mode => (modes as readonly string[]).includes(text)

interface Options {
  readonly plan: Plan
  /** The folder of the built server; the built till goes there, too. */
  readonly server: string
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      what: { type: 'string', default: 'till' },
      tills: { type: 'string', default: String(tillsDefault) },
      server: { type: 'string', default: '' },
    },
  })
  const [kills, seed, tills] = [Number(values.kills), Number(values.seed), Number(values.tills)]
  if (!isMode(values.what)) throw new Error(`--what: one of ${modes.join(', ')}`)
  if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills: a whole number from 1')
  if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')
  if (!Number.isInteger(tills) || tills < 1) throw new Error('--tills: a whole number from 1')
  return { plan: planOf(values.what, kills, { seed, tills }), server: values.server }
}
