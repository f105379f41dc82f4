// Goods that come back, the refund, and how the member stands in the end.
import type { Static } from 'typebox'

import type { LedgerEntry } from '@tillside/contract/ledgers'
import type { Reward } from '@tillside/contract/rewards'

import { local, type Redeemed, type Sale, showBalances, type Walk } from './context.ts'
import { count, fact, money, points } from './facts.ts'
import { timezone } from './till.ts'

export async function bringBack(walk: Walk, sale: Sale): Promise<void> {
  const { api, teller, till, customer, now } = walk
  const shirt = sale.items[1]
  teller.step(
    'Days later the shirt comes back',
    'The goods first: a sale with a line below zero. It takes the points back, and says what may be returned.',
  )
  const receipt = `${till.receipt}-R`
  const line = { name: 'Linen shirt', quantity: -1, price_current: 115, price_sell: 92, return_for: shirt?.id }
  await api.post<Sale>(
    'transactions',
    {
      external_id: receipt,
      receipt_ref: receipt,
      linked_receipt_ref: till.receipt,
      profile_id: customer.id,
      location_id: till.locationId,
      staff_id: till.staffNumber,
      transacted_at: local(now),
      timezone,
      total: -92,
      items: [line],
    },
    `${receipt}-sale`,
    (data) => [
      fact('id', data.id),
      money('total', data.total, -92),
      points('points taken back', data.items[0]?.returns[0]?.points ?? 0, 92 * till.earnRate),
      money('returnable', data.returnable[0]?.amount ?? 0, 23),
      fact('of redemption', data.returnable[0]?.redemption_id, sale.redemption_id),
    ],
  )
}

export async function refund(walk: Walk, sale: Sale): Promise<void> {
  const { api, teller, till, customer } = walk
  teller.step(
    'The refund',
    'What was paid goes back to the card, by the till. The share of the reward comes back as a new one for each that',
    'it was taken from, and ends no sooner than the old one would have.',
  )
  await api.post<Redeemed>(
    `redemptions/${sale.redemption_id}/return`,
    { amount: 23 },
    `${till.receipt}-return`,
    (data) => [
      fact('id', data.id),
      money('total', data.total, 23),
      money('reward_balance', data.balances.reward_balance, 43),
    ],
  )
  const rewards = await api.get<readonly Static<typeof Reward>[]>(`profiles/${customer.id}/rewards?sort=id`, (data) => [
    count('rewards', data.length),
  ])
  const columns = ['reward', 'of', 'left', 'ends'].map((title, index) => ({
    title,
    isNumber: index === 1 || index === 2,
  }))
  const rows = rewards.map((reward) => [
    fact('id', reward.id),
    money('value_initial', reward.value_initial),
    money('value_remaining', reward.value_remaining),
    fact('expires_at', reward.expires_at),
  ])
  const left = rewards.reduce((sum, reward) => sum + reward.value_remaining, 0)
  teller.table(columns, [
    ...rows,
    [fact('', 'together'), fact('', ''), money('left on all rewards', left, 43), fact('', '')],
  ])
}

export async function closeTheDay(walk: Walk): Promise<void> {
  const { api, teller, till, customer } = walk
  teller.step(
    'How the member stands, and why',
    'Balances, and the ledger that explains them: entries are added and never changed.',
  )
  const balances = await showBalances(walk, { rewards: 43, points: 108 * till.earnRate, benefits: 0 })
  const entries = await api.get<readonly Static<typeof LedgerEntry>[]>(`profiles/${customer.id}/ledgers`, (data) => [
    count('entries', data.length),
  ])
  const titles = ['what happened', 'rewards', 'balance', 'points', 'balance']
  const rows = entries.map((entry) => [
    fact('description', entry.description),
    money('dollar_value', entry.dollar_value),
    money('dollar_balance', entry.dollar_balance),
    points('point_value', entry.point_value),
    points('point_balance', entry.point_balance),
  ])
  const sumOf = (field: 'dollar_value' | 'point_value'): number =>
    Number(entries.reduce((sum, entry) => sum + entry[field], 0).toFixed(3))
  const last = entries.at(-1)
  const sums = [
    fact('', 'all of it'),
    money('sum of dollar_value', sumOf('dollar_value'), balances.reward_balance),
    money('last dollar_balance', last?.dollar_balance ?? 0, balances.reward_balance),
    points('sum of point_value', sumOf('point_value'), balances.point_balance),
    points('last point_balance', last?.point_balance ?? 0, balances.point_balance),
  ]
  teller.table(
    titles.map((title, index) => ({ title, isNumber: index > 0 })),
    [...rows, sums],
  )
}
