import { expect, test } from 'vitest'

import { movedTo, type Sale, whyNotMove } from './move.ts'

const [ada, bob] = ['6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721', '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7722']
const sale = { profile_id: ada, redemption_id: null, is_void: false }

test('a sale moves to another customer, and a sale of nobody to whoever bought', () => {
  expect(whyNotMove(sale, bob)).toBeNull()
  expect(whyNotMove({ ...sale, profile_id: null, redemption_id: 7 }, bob)).toBeNull()
})

test('a sale that used a reward stays with the customer whose reward it was', () => {
  expect(whyNotMove({ ...sale, redemption_id: 7 }, bob)).toBe('reward_used')
})

test('a void sale, and a sale that is theirs already, stay', () => {
  expect([whyNotMove({ ...sale, is_void: true }, bob), whyNotMove(sale, ada)]).toEqual(['void', 'same_member'])
})

test('the answer says whether it moved, and whether a reward was let go meanwhile', () => {
  const answer = (profile_id: string | null, ...codes: string[]) =>
    ({ profile_id, exceptions: codes.map((code) => ({ code })) }) as unknown as Sale
  expect([movedTo(answer(bob), bob), movedTo(answer(null, 'profile_unknown'), bob)]).toEqual(['moved', 'not_moved'])
  expect(movedTo(answer(bob, 'redemption_foreign'), bob)).toBe('reward_lost')
})
