// kill -9 of the server between the sending of a message and the note that it was taken: nothing is lost, what was on its way
// is told again under the same id, and no member's news passes by another's.
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { openReceiver, type Receiver } from '../receiver.ts'
import { root } from '../source.ts'
import { buildServer, LiveServer } from './live-server.ts'
import { seeded } from './random.ts'

const members = 40
const kills = 2
const patienceMs = 120_000

let program: string
let server: LiveServer
let receiver: Receiver
beforeAll(async () => {
  program = `${root}.build/webhooks-${process.pid}`
  await buildServer(program)
  server = await LiveServer.open(program, seeded(4_404), { TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1' })
  receiver = await openReceiver()
})
afterAll(async () => {
  await receiver.close()
  await server.remove()
  rmSync(program, { recursive: true, force: true })
})

/** As a till would: under a key, again and again until there is an answer. */
async function send(method: string, path: string, body: object, key: string): Promise<{ data: { id: string } }> {
  for (;;) {
    try {
      const response = await fetch(`${server.url}/api/v3/${path}`, {
        method,
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${server.token}`,
          ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        },
      })
      if (response.ok) return (await response.json()) as { data: { id: string } }
      if (response.status < 500) throw new TypeError(`${path} was refused with ${response.status}`)
    } catch (error) {
      if (error instanceof TypeError && error.message.includes('refused with')) throw error
    }
    await sleep(100)
  }
}

test(
  'killed while messages are on their way, the server tells each of them again, and none is lost',
  async () => {
    for (const trigger of ['profile.created', 'profile.updated'])
      await send('POST', 'webhooks', { trigger, url: receiver.url, namespace: 'pos' }, trigger)

    let killed = 0
    let killing: Promise<void> = Promise.resolve()
    const restart = async (): Promise<void> => {
      await server.killServer()
      await server.start()
    }
    // The receiver has taken it; the server dies before it hears so.
    receiver.answer(() => {
      if (killed < kills && receiver.heard.length >= (killed + 1) * 10) {
        killed += 1
        killing = killing.then(restart)
        return undefined
      }
      return 200
    })

    const ids: string[] = []
    for (let number = 0; number < members; number += 1) {
      const member = { first_name: 'Ada', last_name: 'Lovelace', email: `member-${number}@example.com` }
      const { id } = (await send('POST', 'profiles', member, `enrol-${number}`)).data
      await send('PUT', `profiles/${id}`, { first_name: 'Augusta' }, '')
      ids.push(id)
    }
    const isTold = (id: string): boolean =>
      receiver.heard.some(({ event, body }) => event === 'profile.updated' && body.id === id)
    const isOver = (): boolean => killed === kills && ids.every(isTold)
    while (!isOver()) await sleep(100)
    await killing

    for (const id of ids) {
      const told = receiver.heard.filter(({ body }) => body.id === id)
      const first = (event: string): number => told.findIndex((heard) => heard.event === event)
      expect(first('profile.created'), id).toBe(0)
      expect(first('profile.updated'), id).toBeGreaterThan(0)
    }
    const messages = receiver.heard.map(({ headers }) => headers['webhook-id'])
    expect(new Set(messages).size).toBe(members * 2)
    expect(messages.length).toBeGreaterThanOrEqual(members * 2 + kills)
    // What the thread of deliveries has done is counted a moment later.
    const readFigures = async (): Promise<string> => {
      const page = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.token}` } })
      return page.text()
    }
    const succeeded = /^tillside_webhook_tries_total\{outcome="succeeded"\} [1-9]/m
    await vi.waitFor(async () => expect(await readFigures()).toMatch(succeeded), { timeout: 10_000 })
    const figures = await readFigures()
    expect(figures).toMatch(/^process_resident_memory_bytes \d+/m)
    const { isHealthy, said } = await server.examine()
    expect(isHealthy, said).toBe(true)
  },
  patienceMs,
)
