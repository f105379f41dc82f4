// Whatever goes wrong and in whatever order, a request that is not safe to send twice leaves at most once, and an error
// that says "nothing happened" is right.
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { instant } from '@tillside/rules/time'

import type { Network, NetworkAnswer } from '../ports/network.ts'
import { type Client, createClient } from './client.ts'
import { ClientError } from './errors.ts'

type Fault = 'answer_lost' | 'request_lost' | 'late' | 'busy' | 'limited' | 'unavailable' | 'fault' | 'garbage' | 'none'
const faults: readonly Fault[] = [
  'answer_lost',
  'request_lost',
  'late',
  'busy',
  'limited',
  'unavailable',
  'fault',
  'garbage',
  'none',
]

const body = (content: object): string => JSON.stringify(content)
const says = (status: number, content: string): NetworkAnswer => ({ status, headers: {}, body: content })

/** A server that keeps keys and external ids, behind a network that fails by a script. */
function openWorld(script: readonly Fault[], committedAtFault: boolean) {
  const sent: string[] = []
  const effects: string[] = []
  const kept = new Set<string>()
  let now = 0
  const doIt = (id: string | undefined): void => {
    if (id !== undefined && kept.has(id)) return
    if (id !== undefined) kept.add(id)
    effects.push('effect')
  }
  const network: Network = {
    send: async (request) => {
      const fault = script[sent.length] ?? 'none'
      sent.push(request.url)
      const name = (JSON.parse(request.body ?? '{}') as { external_id?: string }).external_id
      if (fault === 'request_lost') throw new Error('lost')
      if (fault === 'busy') return says(503, body({ message: 'busy', code: 'busy' }))
      if (fault === 'limited') return says(429, body({ message: 'Too Many Attempts.' }))
      const hasCommitted = !['unavailable', 'fault'].includes(fault) || committedAtFault
      if (hasCommitted) doIt(request.headers['idempotency-key'] ?? name)
      if (fault === 'unavailable') return says(503, body({ message: 'unavailable', code: 'unavailable' }))
      if (fault === 'fault') return says(500, body({ message: 'Server Error', code: 'server_error' }))
      if (fault === 'answer_lost') throw new Error('lost')
      if (fault === 'late') return new Promise(() => {})
      return says(201, fault === 'garbage' ? '<html>' : body({ data: { id: 1 } }))
    },
  }
  const clock = {
    now: () => instant(now),
    sleep: async (ms: number) => {
      // An answer that is there already is heard before the till stops waiting for it.
      await new Promise(setImmediate)
      now += ms
    },
  }
  return { sent, effects, network, clock }
}

const sale = { total: 1, transacted_at: '2025-07-04', timezone: 'UTC' }
const calls: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  redeem: ({ redemptions }) => redemptions.redeem('p', { amount: 1 }, { key: 'k' }),
  reverse: ({ redemptions }) => redemptions.reverse(1, { key: 'k' }),
  return: ({ redemptions }) => redemptions.return(1, {}, { key: 'k' }),
  'record by id': ({ transactions }) => transactions.record({ ...sale, external_id: 'x' }),
  record: ({ transactions }) => transactions.record(sale),
  change: ({ transactions }) => transactions.change(1, { is_void: true }),
  create: ({ profiles }) => profiles.create({ email: 'ada@example.com' }),
}
const safeIn = {
  tillside: ['redeem', 'reverse', 'return', 'record by id'],
  omneo: ['record by id'],
} as const satisfies Record<string, readonly string[]>

test('an unsafe call leaves at most once, a safe one has one effect, and "nothing happened" is never a lie', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...faults), { maxLength: 10 }),
      fc.constantFrom('tillside' as const, 'omneo' as const),
      fc.constantFrom(...Object.keys(calls)),
      fc.boolean(),
      async (script, dialect, name, committedAtFault) => {
        const { sent, effects, network, clock } = openWorld(script, committedAtFault)
        const chance = { newId: () => 'id', random: () => 0.5 }
        const client = createClient({ baseUrl: 'http://till', token: () => 't', network, clock, chance, dialect })
        const error: unknown = await calls[name]?.(client).then(
          () => undefined,
          (cause: unknown) => cause,
        )
        const isSafe = (safeIn[dialect] as readonly string[]).includes(name)
        if (!isSafe) expect(sent).toHaveLength(1)
        expect(effects.length).toBeLessThanOrEqual(1)
        if (error === undefined) expect(effects).toHaveLength(1)
        else expect(error).toBeInstanceOf(ClientError)
        if (effects.length === 1 && error instanceof ClientError) expect(error.mayHaveHappened).toBe(true)
      },
    ),
    { numRuns: 1_000 },
  )
})
