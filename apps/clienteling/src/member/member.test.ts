import { expect, test } from 'vitest'

import {
  changeBody,
  duplicatesOf,
  enrolBody,
  formOf,
  isBlocking,
  type MemberForm,
  problemsOf,
  wholeNameOf,
} from './form.ts'
import { attributesOf, birthdayOf, cardsOf, initialsOf, optInOf } from './glance.ts'
import type { Comms, Member } from './types.ts'

const nobodyAsked = { email: null, sms: null, phone: null, post: null, push: null }
const ada: MemberForm = {
  ...formOf('Ada Lovelace'),
  email: 'ada@example.com',
  mobile_phone: '0404 000 111',
  tags: 'vip',
}

test('initials are whole characters of the first and the last word, whatever the script', () => {
  expect(['Ada Lovelace', 'Ada King Lovelace', 'ada', '山田 太郎', '', '👩‍🔬 Curie'].map(initialsOf)).toEqual([
    'AL',
    'AL',
    'A',
    '山太',
    '',
    '👩C',
  ])
})

test('an opt-in says yes, no, never asked, stopped, or that nothing arrives', () => {
  const comms = (parts: object) =>
    ({ sms_bounced: false, sms_optout: false, sms_promo: null, ...parts }) as unknown as Comms
  const saidOf = (parts: object) => optInOf(comms(parts), 'sms')
  expect([{}, { sms_promo: true }, { sms_promo: false }].map(saidOf)).toEqual(['unasked', 'yes', 'no'])
  expect(
    [
      { sms_promo: true, sms_optout: true },
      { sms_promo: true, sms_bounced: true },
    ].map(saidOf),
  ).toEqual(['stopped', 'bounced'])
})

test('what a shop keeps of a member is listed by its names, whatever its kind', () => {
  const custom_attributes = { shop: { size: 42, likes: ['wool', 'silk'] }, pos: { colour: 'red' } }
  expect(attributesOf({ custom_attributes })).toEqual([
    { name: 'pos.colour', value: 'red' },
    { name: 'shop.likes', value: '["wool","silk"]' },
    { name: 'shop.size', value: '42' },
  ])
})

test('of a card only the end is shown, and only while it is active', () => {
  const identity = (identifier: string, is_active = true) => ({ handle: 'loyalty-card', identifier, is_active })
  const identities = [identity('6610004471'), identity('6610009999', false)] as unknown as Member['identities']
  expect(cardsOf({ identities })).toEqual([{ handle: 'loyalty-card', ending: '4471' }])
  expect(birthdayOf({ birth_day: 2, birth_month: null })).toBeNull()
})

test('what was searched for begins the form, in the field that it looks like', () => {
  expect(formOf(' ada@example.com ').email).toBe('ada@example.com')
  expect(formOf('+61 404 000 111').mobile_phone).toBe('+61 404 000 111')
  const { first_name, last_name } = formOf('Ada King Lovelace')
  expect([first_name, last_name, formOf('').first_name]).toEqual(['Ada', 'King Lovelace', ''])
})

test('a form without an e-mail address, or with half a birthday, is not sent', () => {
  expect(problemsOf(ada)).toEqual({})
  expect(problemsOf({ ...ada, email: ' ' })).toEqual({ email: 'email_missing' })
  expect(problemsOf({ ...ada, email: 'ada@' })).toEqual({ email: 'email_form' })
  expect(problemsOf({ ...ada, birth_month: '3' })).toEqual({ birth_day: 'birthday_half' })
  expect(problemsOf({ ...ada, birth_day: 'x', birth_month: '3' })).toEqual({ birth_day: 'number_form' })
})

test('enrolling sends what was filled in, who enrolled, and where', () => {
  const form = { ...ada, birth_day: '2', birth_month: '3', optIns: { ...nobodyAsked, email: true, sms: false } }
  expect(enrolBody(form, { locationId: 14, staffId: '2207' })).toEqual({
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    mobile_phone: '0404 000 111',
    birth_day: 2,
    birth_month: 3,
    tags: ['vip'],
    comms_attributes: { email_promo: true, email_optout: false, sms_promo: false },
    joined_location_id: 14,
    joined_staff_id: '2207',
  })
})

test('editing sends what changed and nothing else: nothing changed sends nothing', () => {
  expect(changeBody(ada, { ...ada, first_name: ' Ada ' })).toBeNull()
  const changed = { ...ada, mobile_phone: '', tags: 'vip, wool,, wool', optIns: { ...ada.optIns, post: false } }
  expect(changeBody(ada, changed)).toEqual({
    mobile_phone: null,
    tags: ['vip', 'wool'],
    comms_attributes: { post_promo: false },
  })
})

test('somebody who has both the address and the number is one duplicate', () => {
  const profile = { id: 'p1', full_name: 'Ada Lovelace' }
  const taken = { available: false, profile }
  expect(duplicatesOf({ email: taken, mobile_phone: taken }, '', [])).toEqual([
    { profileId: 'p1', fullName: 'Ada Lovelace', by: 'email' },
  ])
  const other = { available: false, profile: { id: 'p2', full_name: 'Bob' } }
  expect(duplicatesOf({ email: taken, mobile_phone: other }, '', []).map(({ by }) => by)).toEqual([
    'email',
    'mobile_phone',
  ])
  expect(duplicatesOf({ email: { available: true, profile: null }, mobile_phone: null }, '', [])).toEqual([])
})

test('somebody of the same whole name is shown, and does not keep the other from enrolling', () => {
  const free = { email: null, mobile_phone: null }
  const found = [
    { id: 'p1', full_name: 'Ada  LOVELACE' },
    { id: 'p2', full_name: 'Ada Lovelace-King' },
  ]
  const [namesake, ...others] = duplicatesOf(free, wholeNameOf(ada), found)
  expect([namesake, others]).toEqual([{ profileId: 'p1', fullName: 'Ada  LOVELACE', by: 'name' }, []])
  expect(namesake && isBlocking(namesake, false)).toBe(false)
  expect(wholeNameOf({ first_name: 'Ada', last_name: ' ' })).toBe('')
})
