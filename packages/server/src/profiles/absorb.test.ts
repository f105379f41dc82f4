// What the record of a member says after another was merged into it.
import { instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { absorbed } from './absorb.ts'
import { blankProfile, type ProfileColumns } from './row.ts'

const record = (fields: Partial<ProfileColumns>): ProfileColumns => ({ ...blankProfile(instant(0)), ...fields })
const after = (winner: Partial<ProfileColumns>, loser: Partial<ProfileColumns>): ProfileColumns =>
  absorbed(record(winner), record(loser))

test('what the winner said stays, and what it did not say comes from the loser', () => {
  const winner = { first_name: 'Ada', email: 'ada@example.com', company: 'Looms' }
  const loser = {
    first_name: 'A.',
    last_name: 'Walker',
    email: 'a@example.com',
    company: 'Mills',
    gender: 'female',
  } as const
  expect(after(winner, loser)).toEqual(
    record({ first_name: 'Ada', last_name: 'Walker', email: 'ada@example.com', company: 'Looms', gender: 'female' }),
  )
})

const mobile = (national: string): Partial<ProfileColumns> => ({
  mobile_phone: `+61${national}`,
  mobile_phone_country: 61,
  mobile_phone_national: national,
  mobile_phone_national_prefix: `0${national}`,
})

test('a mobile number comes with its parts, and one that there is no room for is the second number', () => {
  expect(after({}, mobile('400000001'))).toEqual(record(mobile('400000001')))
  expect(after(mobile('400000001'), mobile('400000002'))).toEqual(
    record({ ...mobile('400000001'), secondary_phone: '+61400000002' }),
  )
  const both = { ...mobile('400000001'), secondary_phone: '+61255500001' }
  expect(after(both, mobile('400000002')).secondary_phone).toBe('+61255500001')
  const repeated = { ...mobile('400000001'), secondary_phone: '+61255500009' }
  expect(after(mobile('400000001'), repeated).secondary_phone).toBe('+61255500009')
})

test('a birthday is not put together from two', () => {
  const known = { birth_day: 4, birth_month: 7, birth_year: 1980 }
  expect(after({}, known)).toMatchObject(known)
  expect(after({ birth_day: 5, birth_month: 7 }, known)).toMatchObject({ birth_day: 5, birth_year: null })
  expect(after({ birth_day: 4, birth_month: 7 }, known)).toMatchObject({ birth_year: 1980 })
})

test('a person has been a member since they first were, and joined where they did then', () => {
  const early = { joined_at: instant(1_000), joined_location_id: 7 }
  const late = { joined_at: instant(2_000), joined_location_id: 8, joined_staff_id: 3 }
  const joined = { joined_at: instant(1_000), joined_location_id: 7, joined_staff_id: 3 }
  expect(after(late, early)).toMatchObject(joined)
  expect(after(early, late)).toMatchObject(joined)
})

test('tags, statuses and addresses of both are there once, and the winner’s default address stays it', () => {
  const address = (id: number, address_line_1: string, is_default: boolean) =>
    ({ id, address_line_1, is_default }) as ProfileColumns['addresses'][number]
  const merged = after(
    { tags: ['a', 'b'], statuses: ['gold'], addresses: [address(1, 'Loom St', true)] },
    { tags: ['b', 'c'], statuses: [], addresses: [address(2, 'Loom St', true), address(3, 'Mill St', false)] },
  )
  expect([merged.tags, merged.statuses]).toEqual([['a', 'b', 'c'], ['gold']])
  expect(merged.addresses.map(({ id, is_default }) => [id, is_default])).toEqual([
    [1, true],
    [3, false],
  ])
})

test('dates and free attributes of the same name are the winner’s', () => {
  const attribute = (id: number, handle: string) =>
    ({ id, namespace: 'shoes', handle }) as ProfileColumns['custom_attributes'][number]
  const date = (id: number, handle: string) => ({ id, handle, relationship: 'Me' }) as ProfileColumns['dates'][number]
  const merged = after(
    { custom_attributes: [attribute(1, 'size')], dates: [date(1, 'wedding')], custom_fields: { a: { x: 1 } } },
    {
      custom_attributes: [attribute(2, 'size'), attribute(3, 'width')],
      dates: [date(2, 'wedding'), date(3, 'name-day')],
      custom_fields: { a: { x: 2, y: 2 }, b: { z: 2 } },
    },
  )
  expect(merged.custom_attributes.map(({ id }) => id)).toEqual([1, 3])
  expect(merged.dates.map(({ id }) => id)).toEqual([1, 3])
  expect(merged.custom_fields).toEqual({ a: { x: 1, y: 2 }, b: { z: 2 } })
})

test('of two answers about consent the one that was given last counts', () => {
  const yes = { email_promo: true, email_consent_updated_at: '2025-01-01 00:00:00' }
  const no = { email_optout: true, email_consent_updated_at: '2025-02-01 00:00:00' }
  expect(after({ comms: yes }, { comms: no }).comms).toEqual(no)
  expect(after({ comms: no }, { comms: yes }).comms).toEqual(no)
  expect(after({ comms: {} }, { comms: no }).comms).toEqual(no)
  expect(after({ comms: { sms_promo: true } }, { comms: { sms_promo: false } }).comms).toEqual({ sms_promo: true })
})

test('that letters to an address bounced goes with the address', () => {
  const bounced = { email_bounced: true, email_verification: 'failed', push_bounced: true } as const
  expect(after({ email: 'ada@example.com' }, { email: 'old@example.com', comms: bounced }).comms).toEqual({
    push_bounced: true,
  })
  expect(after({}, { email: 'old@example.com', comms: bounced }).comms).toEqual(bounced)
})
