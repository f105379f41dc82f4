// Names are looked up as the machine knows them, and one whose name server is silent keeps nobody else waiting.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReceiver } from '../../test/receiver.ts'
import { openShop } from '../../test/shop.ts'
import { type Resolve, resolveNames } from './names.ts'

let nameServer: Socket
let folder: string
let resolve: Resolve
const asked: string[] = []

/** A name server that knows this machine as good.test, and is silent of everything whose name begins with dead. */
function reply(query: Buffer): Buffer | undefined {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const name = labels.join('.').toLowerCase()
  asked.push(name)
  if (name.startsWith('dead')) return undefined
  const isKnown = name === 'good.test' && query.readUInt16BE(at + 1) === 1
  const counts = Buffer.from([0, 1, 0, isKnown ? 1 : 0, 0, 0, 0, 0])
  const answer = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1])
  const flags = Buffer.from([0x81, name === 'good.test' ? 0x80 : 0x83])
  return Buffer.concat([query.subarray(0, 2), flags, counts, query.subarray(12, at + 5), ...(isKnown ? [answer] : [])])
}

beforeAll(async () => {
  nameServer = createSocket('udp4')
  nameServer.on('message', (query, { port, address }) => {
    const answer = reply(query)
    if (answer) nameServer.send(answer, port, address)
  })
  nameServer.bind(0, '127.0.0.1')
  await once(nameServer, 'listening')
  folder = mkdtempSync(join(tmpdir(), 'tillside-names-'))
  const hostsFile = join(folder, 'hosts')
  writeFileSync(hostsFile, '# ours\n127.0.0.7\tdead.inside Till.Inside # both\n::1 till.inside\n')
  resolve = resolveNames({ servers: [`127.0.0.1:${nameServer.address().port}`], hostsFile })
})
afterAll(() => {
  nameServer.close()
  rmSync(folder, { recursive: true })
})

test('the file of the machine goes before the name server, which is not even asked', async () => {
  expect(await resolve('till.inside.')).toEqual([
    { address: '127.0.0.7', family: 4 },
    { address: '::1', family: 6 },
  ])
  expect(await resolve('dead.inside')).toEqual([{ address: '127.0.0.7', family: 4 }])
  expect(asked).toEqual([])
})

test.each(['localhost', 'LOCALHOST.', 'till.localhost'])('%s is this machine, whoever says otherwise', async (name) => {
  expect(await resolve(name)).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ])
})

test('a name is found by the name server, and one that it does not know has no address', async () => {
  expect(await resolve('Good.test')).toEqual([{ address: '127.0.0.1', family: 4 }])
  await expect(resolve('nobody.invalid')).rejects.toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) })
})

test('while the name server is silent of ten names, a webhook at another name is told everything', async () => {
  const shop = await openShop({ addresses: { allowPrivate: true, resolve } })
  const receiver = await openReceiver()
  const { port } = new URL(receiver.url)
  const hook = (host: string) =>
    shop.post('webhooks', { trigger: 'profile.created', url: `http://${host}:${port}/`, namespace: 'pos' })
  for (let number = 0; number < 10; number += 1) await hook(`dead-${number}.test`)
  const { id } = (await hook('good.test')).body.data
  for (let number = 0; number < 20; number += 1)
    await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email: `ada-${number}@example.com` })
  await shop.runJobs()
  expect(receiver.heard).toHaveLength(20)
  const { data } = (await shop.get(`webhooks/${id}/deliveries?limit=500`)).body
  expect(data.map(({ state, attempts }: { state: string; attempts: number }) => `${state} ${attempts}`)).toEqual(
    Array.from({ length: 20 }, () => 'succeeded 1'),
  )
  await shop.close()
  await receiver.close()
})
