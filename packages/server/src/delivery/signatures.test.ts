// Deliveries are signed in two ways, and whoever holds the secret can tell them from anything else.
import { readFileSync } from 'node:fs'

import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { dayMs, formatInstant, instant, secondMs } from '@tillside/rules/time'

import { type Heard, openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { omneoSignature, standardSignature } from '../webhooks/signature.ts'

interface Case {
  readonly scheme: string
  readonly header: string
  readonly secret: string
  readonly body: string
  readonly signature: string
}
const cases = JSON.parse(
  readFileSync(new URL('../../test/cases/signatures.json', import.meta.url), 'utf8'),
) as readonly Case[]

const sharedSecret = 'horsebatterystaple'

// The verifier looks at the clock of this machine, so the shop has the same.
let shop: Shop
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop({ webhookSecret: sharedSecret, at: formatInstant(instant(Date.now())) })
})
beforeEach(async () => {
  receiver = await openReceiver()
  return () => receiver.close()
})
afterAll(() => shop.close())

let made = 0
/** A webhook that has told of one new member. */
async function told(): Promise<{ id: number; secret: string; heard: Heard }> {
  const { data } = (await shop.post('webhooks', { trigger: 'profile.created', url: receiver.url, namespace: 'pos' }))
    .body
  return { id: data.id, secret: data.secret, heard: await tellOne() }
}
async function tellOne(): Promise<Heard> {
  // Letters beyond ASCII: the bytes are signed, not the characters.
  const member = { first_name: 'Zoë', last_name: 'Ångström 株', email: `zoe-${(made += 1)}@example.com` }
  await shop.post('profiles', member)
  await shop.runJobs()
  return receiver.heard.at(-1) as Heard
}

const flipped = (raw: Buffer, position: number): Buffer => {
  const other = Buffer.from(raw)
  other[position] = (other[position] as number) ^ 1
  return other
}
const headersOf = ({ headers }: Heard): Record<string, string> => headers as Record<string, string>

describe('X-Omneo-Hmac-SHA256', () => {
  test.each(cases.filter(({ scheme }) => scheme === 'omneo'))(
    'is as its cases say: $signature',
    ({ body, secret, signature }) => {
      expect(omneoSignature(Buffer.from(body), secret)).toBe(signature)
    },
  )

  test('has cases', () => {
    expect(cases.map(({ header }) => header)).toContain('x-omneo-hmac-sha256')
  })

  test('signs the bytes of the body with the secret of the tenant', async () => {
    const { heard } = await told()
    const signature = heard.headers['x-omneo-hmac-sha256']
    expect(signature).toMatch(/^[0-9a-f]{64}$/)
    expect(signature).toBe(omneoSignature(heard.raw, sharedSecret))
    expect(signature).not.toBe(omneoSignature(flipped(heard.raw, 10), sharedSecret))
    expect(signature).not.toBe(omneoSignature(heard.raw, 'another'))
  })

  test('changes at once with the secret', async () => {
    await told()
    await shop.put('webhooks/shared-secret', { secret: 'another-horse-battery' })
    const heard = await tellOne()
    expect(heard.headers['x-omneo-hmac-sha256']).toBe(omneoSignature(heard.raw, 'another-horse-battery'))
    await shop.put('webhooks/shared-secret', { secret: sharedSecret })
  })
})

/** How many secrets have signed, and whether this is one of them, whatever the clock of this machine says. */
function signers({ headers, raw }: Heard, secret: string): { count: number; isAmong: boolean } {
  const signatures = String(headers['webhook-signature']).split(' ')
  const at = instant(Number(headers['webhook-timestamp']) * secondMs)
  const own = standardSignature({ id: String(headers['webhook-id']), at, body: raw }, [secret])
  return { count: signatures.length, isAmong: signatures.includes(own) }
}

describe('Standard Webhooks', () => {
  test('their own verifier accepts what we send', async () => {
    const { heard, secret } = await told()
    expect(new Webhook(secret).verify(heard.raw, headersOf(heard))).toEqual(heard.body)
    expect(heard.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/)
  })

  test('a flipped byte is refused, wherever it is; and so is another secret', async () => {
    const { heard, secret } = await told()
    const verifier = new Webhook(secret)
    for (let position = 0; position < heard.raw.length; position += 37)
      expect(() => verifier.verify(flipped(heard.raw, position), headersOf(heard)), String(position)).toThrow()
    const { id } = (await shop.post('webhooks', { trigger: 'x', url: `${receiver.url}/other`, namespace: 'pos' })).body
      .data
    const { secret: other } = (await shop.post(`webhooks/${id}/rotate-secret`)).body.data
    expect(() => new Webhook(other).verify(heard.raw, headersOf(heard))).toThrow()
  })

  test('another id or another time is refused', async () => {
    const { heard, secret } = await told()
    const verifier = new Webhook(secret)
    const time = Number(heard.headers['webhook-timestamp'])
    for (const changed of [{ 'webhook-id': 'msg_0' }, { 'webhook-timestamp': String(time + 1) }])
      expect(() => verifier.verify(heard.raw, { ...headersOf(heard), ...changed })).toThrow()
  })

  test('while a secret is exchanged both of them sign, and a day later the new one alone', async () => {
    const { id, secret } = await told()
    const next = (await shop.post(`webhooks/${id}/rotate-secret`)).body.data.secret
    const during = await tellOne()
    for (const one of [secret, next])
      expect(new Webhook(one).verify(during.raw, headersOf(during))).toEqual(during.body)
    shop.wait(dayMs + 1)
    const after = await tellOne()
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1)
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2)
  })

  test('of a secret that is exchanged twice within a day all three sign, each old one for its own day', async () => {
    const { id, secret } = await told()
    await shop.post(`webhooks/${id}/rotate-secret`, undefined, { key: `exchange-${id}` })
    shop.wait(dayMs / 2)
    // The answer was lost, and a repeat does not show the secret.
    const repeat = await shop.post(`webhooks/${id}/rotate-secret`, undefined, { key: `exchange-${id}` })
    expect(repeat.body.data.secret).toBeNull()
    await shop.post(`webhooks/${id}/rotate-secret`)
    const during = await tellOne()
    expect(signers(during, secret)).toEqual({ count: 3, isAmong: true })
    shop.wait(dayMs / 2 + 1)
    const later = await tellOne()
    expect(signers(later, secret)).toEqual({ count: 2, isAmong: false })
  })

  test('while a secret is exchanged the old one goes along to another URL', async () => {
    const { id, secret } = await told()
    await shop.post(`webhooks/${id}/rotate-secret`)
    await shop.put(`webhooks/${id}`, { url: `${receiver.url}/elsewhere` })
    const heard = await tellOne()
    expect(heard.path).toBe('/elsewhere')
    expect(signers(heard, secret)).toEqual({ count: 2, isAmong: true })
  })
})
