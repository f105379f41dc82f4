import { expect, test } from 'vitest'

import { formOf, type MemberForm } from './form.ts'
import { rebase } from './rebase.ts'

const before: MemberForm = { ...formOf('Ada Lovelace'), email: 'ada@example.com', tags: 'vip, shoes' }
const withOptIns = (form: MemberForm, optIns: Partial<MemberForm['optIns']>): MemberForm => ({
  ...form,
  optIns: { ...form.optIns, ...optIns },
})

test('what another person changed is kept beside one’s own', () => {
  const mine = withOptIns({ ...before, first_name: 'Augusta' }, { sms: true })
  const now = withOptIns({ ...before, last_name: 'King' }, { post: false })
  const { form, clashes } = rebase(before, mine, now)
  expect(clashes).toEqual([])
  expect(form).toMatchObject({ first_name: 'Augusta', last_name: 'King', optIns: { sms: true, post: false } })
})

test('what both changed is one’s own, and is named, unless both made the same of it', () => {
  const mine = withOptIns({ ...before, last_name: 'Byron', first_name: 'A.' }, { email: true })
  const now = withOptIns({ ...before, last_name: 'King', first_name: 'A. ' }, { email: false })
  const { form, clashes } = rebase(before, mine, now)
  expect(clashes).toEqual(['field.last_name', 'channel.email'])
  expect(form).toMatchObject({ last_name: 'Byron', optIns: { email: true } })
})

test('tags that one adds and another takes away are added and taken away', () => {
  const { form, clashes } = rebase(before, { ...before, tags: 'vip, shoes, hemming' }, { ...before, tags: 'vip, hats' })
  expect([form.tags, clashes]).toEqual(['vip, hats, hemming', []])
  expect(rebase(before, { ...before, tags: 'vip' }, before).form.tags).toBe('vip')
})
