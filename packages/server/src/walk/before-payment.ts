// The steps until the customer pays: who it is, what may be used, and what is.
import type { Static } from 'typebox'

import type { Benefit } from '@tillside/contract/benefits'
import type { Profile } from '@tillside/contract/profiles'
import type { Redemption } from '@tillside/contract/redemptions'

import type { Redeemed, Walk } from './context.ts'
import { count, fact, holds, money } from './facts.ts'

export async function identify({ api, teller, customer }: Walk): Promise<void> {
  teller.step('The card is scanned', 'As the scanner delivers it: with its own prefix, and a return key behind.')
  const body = { type: 'loyalty-card', id: `]C1${customer.card}\r\n` }
  await api.post<Static<typeof Profile>>('profiles/search-id', body, null, (data) => [
    fact('id', data.id, customer.id),
    fact('full_name', data.full_name, 'Robin Walker'),
  ])
}

export async function showBenefits({ api, teller, customer }: Walk): Promise<number> {
  teller.step('What else may be used?', 'A benefit is not money: its code tells the till what to do.')
  const benefits = await api.get<readonly Static<typeof Benefit>[]>(
    `profiles/${customer.id}/benefits/redeemable`,
    (data) => [
      count('benefits', data.length, 1),
      fact('name', data[0]?.definition.name),
      fact('redeem_code_pos', data[0]?.redeem_code_pos, 'HEMFREE'),
      fact('redemptions_remaining', data[0]?.redemptions_remaining, 1),
    ],
  )
  return benefits[0]?.id ?? 0
}

export async function spend(walk: Walk, benefitId: number): Promise<number> {
  const { api, teller, till, customer } = walk
  teller.step(
    'The customer wants some of it off, and the hemming',
    'The value leaves the balance now, before the payment. The till keeps the id.',
  )
  const body = {
    amount: 50,
    strategies: ['rewards'],
    benefits: [{ id: benefitId }],
    transaction_receipt_ref: till.receipt,
  }
  const key = `${till.receipt}-redeem`
  const path = `profiles/${customer.id}/redeem`
  const redeemed = await api.post<Redeemed>(path, body, key, (data) => [
    fact('id', data.id),
    money('total', data.total, 50),
    money('reward_balance', data.balances.reward_balance, 20),
    count('benefit_balance', data.balances.benefit_balance, 0),
  ])
  teller.line()
  teller.line('    Suppose that the answer was lost on its way. The till sends the same again, under the same key:')
  await api.post<Redeemed>(path, body, key, (data, { isReplay }) => [
    fact('id', data.id, redeemed.id),
    money('total', data.total, 50),
    money('reward_balance', data.balances.reward_balance, 20),
    holds('Idempotency-Replayed', isReplay),
  ])
  const whole = await api.get<Static<typeof Redemption>>(`redemptions/${redeemed.id}`, (data) => [
    fact('state', data.state, 'open'),
    money('total', data.total, 50),
    count('items', data.items.length, 3),
  ])
  showItems(walk, whole)
  return redeemed.id
}

function showItems({ teller }: Walk, { items }: Static<typeof Redemption>): void {
  const expected = [30, 20]
  const columns = [
    { title: 'taken from', isNumber: false },
    { title: 'value', isNumber: true },
    { title: 'which ends', isNumber: false },
  ]
  const rows = items.map(({ type, value, count: uses, type_attributes: thing }, index) => {
    const { expires_at: endsAt = '' } = (thing ?? {}) as { expires_at?: string }
    const taken = value === null ? count('uses', uses ?? 0, 1) : money(`item ${index + 1}`, value, expected[index])
    return [fact('type', type), taken, fact('expires_at', endsAt)]
  })
  teller.table(columns, rows)
}
