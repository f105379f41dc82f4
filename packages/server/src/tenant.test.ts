import { expect, test } from 'vitest'

import { readConfig } from './config.ts'
import { webhookSecretNotes } from './tenant.ts'

test('a secret for webhooks that comes after the first start is told to be too late, and neither one is shown', () => {
  const late = readConfig({ TILLSIDE_WEBHOOK_SECRET: 'horsebatterystaple' })
  const [note] = webhookSecretNotes(late, 'the-one-of-the-first-start')
  expect(note).toMatch(/^TILLSIDE_WEBHOOK_SECRET counts at the first start only/)
  expect(note).not.toMatch(/horsebatterystaple|the-one-of/)
  expect(webhookSecretNotes(late, 'horsebatterystaple')).toEqual([])
  expect(webhookSecretNotes(readConfig({}), 'the-one-of-the-first-start')).toEqual([])
})
