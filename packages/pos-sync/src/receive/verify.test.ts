// Both signatures, byte by byte.
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

import { verify } from './verify.ts'

const omneo = { standard: [], omneo: 'horsebatterystaple' }
const body = Buffer.from('{"test": 2432232314}')
const signature = '49b9557c475f34fa80a6346d5c68114829bdbd1bf123993b3c030407b9574535'

test('the shared signature is the one that the reference shows, and a flipped byte is refused', () => {
  expect(verify(omneo, body, { 'x-omneo-hmac-sha256': signature })).toEqual({ ok: true, id: null })
  for (const [index] of body.entries()) {
    const flipped = Buffer.from(body)
    flipped[index] = (flipped[index] ?? 0) ^ 1
    expect(verify(omneo, flipped, { 'x-omneo-hmac-sha256': signature })).toMatchObject({ code: 'signature_wrong' })
  }
  for (const wrong of [signature.toUpperCase(), signature.slice(2), `sha256=${signature}`, ''])
    expect(verify(omneo, body, { 'x-omneo-hmac-sha256': wrong }).ok).toBe(false)
})

test('where only Standard Webhooks are agreed on, the shared signature counts for nothing', () => {
  const secret = `whsec_${Buffer.from('twenty-four bytes or more').toString('base64')}`
  const headers = { 'x-omneo-hmac-sha256': signature }
  expect(verify({ standard: [secret], omneo: null }, body, headers)).toEqual({ ok: false, code: 'signature_missing' })
})

test('a signature of Standard Webhooks covers the id, the time and the body', () => {
  const secret = `whsec_${Buffer.from('twenty-four bytes or more').toString('base64')}`
  const [id, at] = ['msg_1', new Date()]
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
  const secrets = { standard: [secret], omneo: null }
  expect(verify(secrets, body, headers)).toEqual({ ok: true, id })
  const second = String(Number(headers['webhook-timestamp']) - 1)
  const others = [{ 'webhook-id': 'msg_2' }, { 'webhook-timestamp': second }, { 'webhook-signature': 'v1,AAAA' }]
  for (const other of others)
    expect(verify(secrets, body, { ...headers, ...other })).toEqual({ ok: false, code: 'signature_wrong' })
  const hoursAgo = { ...headers, 'webhook-timestamp': String(Number(second) - 7_200) }
  expect(verify(secrets, body, hoursAgo)).toEqual({ ok: false, code: 'timestamp_outside' })
})
