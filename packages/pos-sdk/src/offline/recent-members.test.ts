import { instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import type { Shelf } from '../ports/shelf.ts'
import { type KnownMember, RecentMembers } from './recent-members.ts'

const openShelf = (text: string | null = null): Shelf & { text: string | null } => ({
  text,
  async read() {
    return this.text
  },
  async write(written: string) {
    this.text = written
  },
})

const member = (profileId: string, more: Partial<KnownMember> = {}): KnownMember => ({
  profileId,
  fullName: 'Renée O’Connor',
  email: 'renee@example.com',
  mobilePhone: '+61412345678',
  cards: ['6610004471'],
  combinedMinor: 7000,
  asOf: instant(Date.UTC(2025, 6, 4)),
  ...more,
})

test('a member whom the till served is found by card, by name, by e-mail and by phone, with the balance of then', async () => {
  const shelf = openShelf()
  await (await RecentMembers.open(shelf)).remember([member('a')])
  const reopened = await RecentMembers.open(shelf)
  for (const text of [
    'renee',
    'Renée con',
    'RENEE@example',
    '0412 345 678',
    '０４１２ー３４５ー６７８',
    '0061 412 345 678',
    '5678',
  ]) {
    expect(reopened.search(text), text).toEqual([member('a')])
  }
  expect(reopened.findByCard(']C16610004471\r\n')).toEqual([member('a')])
  expect(reopened.findByCard('6610004472')).toEqual([])
  expect([reopened.search(''), reopened.search('renee smith')]).toEqual([[], []])
})

test('the till remembers only those whom it served last', async () => {
  const recent = await RecentMembers.open(openShelf(), 2)
  await recent.remember([member('a'), member('b')])
  await recent.remember([member('a'), member('c')])
  expect(['a', 'b', 'c'].map((id) => recent.findById(id)?.profileId)).toEqual(['a', undefined, 'c'])
  await recent.forget('a')
  expect(recent.findById('a')).toBeUndefined()
})

test.each([
  '{',
  '{"a":1}',
  '[null]',
  '',
  '[{"profileId":"a"}]',
  '[{"profileId":"a","fullName":"Renee","email":null,"mobilePhone":5678,"cards":[1],"combinedMinor":1,"asOf":1}]',
  '[{"profileId":"a","fullName":"Renee","email":null,"mobilePhone":null,"cards":"6610004471","combinedMinor":1,"asOf":1}]',
])('what cannot be read (%s) is forgotten, and the till goes on', async (text) => {
  const recent = await RecentMembers.open(openShelf(text))
  expect([recent.search('renee'), recent.search('5678'), recent.findByCard('6610004471')]).toEqual([[], [], []])
})
