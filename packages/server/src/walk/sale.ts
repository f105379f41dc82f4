// The sale, and a payment that fails.
import type { Static } from 'typebox'

import type { Reward } from '@tillside/contract/rewards'

import { local, type Redeemed, type Sale, type Walk } from './context.ts'
import { count, fact, money, points } from './facts.ts'
import { basket, timezone } from './till.ts'

export async function recordSale(walk: Walk, redemptionId: number): Promise<Sale> {
  const { api, teller, till, customer, now } = walk
  teller.step(
    'The rest is paid, and the sale recorded',
    'The server spreads the reward over the lines, to the cent, and books the points.',
  )
  const { receipt } = till
  const total = basket.reduce((sum, { price }) => sum + price, 0)
  const sale = await api.post<Sale>(
    'transactions',
    {
      external_id: receipt,
      receipt_ref: receipt,
      profile_id: customer.id,
      redemption_id: redemptionId,
      location_id: till.locationId,
      staff_id: till.staffNumber,
      transacted_at: local(now),
      timezone,
      total: total - 50,
      total_original: total,
      payments: [{ type: 'EFTPOS', amount: total - 50 }],
      items: basket.map(({ name, price }, index) => ({
        external_id: `${receipt}-${index + 1}`,
        name,
        quantity: 1,
        price_current: price,
        price_sell: price,
      })),
    },
    `${receipt}-sale`,
    (data) => [
      fact('id', data.id),
      fact('redemption_id', data.redemption_id, redemptionId),
      money('total', data.total, 200),
      points('points_earned', data.points_earned, 200 * till.earnRate),
      count('exceptions', data.exceptions.length, 0),
    ],
  )
  showLines(walk, sale)
  return sale
}

/** The figure of the whole walk: 50.00 over 65, 115, 25 and 45 is 13, 23, 5 and 9. */
function showLines({ teller, till }: Walk, sale: Sale): void {
  const shares = [13, 23, 5, 9]
  const paid = [52, 92, 20, 36]
  const titles = ['line', 'price', 'reward', 'paid', 'points']
  const rows = sale.items.map((item, index) => [
    fact('name', item.name, basket[index]?.name),
    money('price_current', item.price_current, basket[index]?.price),
    money(`redemption_share of line ${index + 1}`, item.redemption_share, shares[index]),
    money(`charged for line ${index + 1}`, item.charged, paid[index]),
    points(`points_earned of line ${index + 1}`, item.points_earned, (paid[index] ?? 0) * till.earnRate),
  ])
  const sums = [
    fact('', 'the sale'),
    money('total_original', sale.total_original ?? 0, 250),
    money('redemption.total', sale.redemption?.total ?? 0, 50),
    money('total', sale.total, 200),
    points('points_earned', sale.points_earned, 200 * till.earnRate),
  ]
  teller.table(
    titles.map((title, index) => ({ title, isNumber: index > 0 })),
    [...rows, sums],
  )
}

export async function failPayment(walk: Walk): Promise<void> {
  const { api, teller, till, customer } = walk
  const before = await api.read<readonly Static<typeof Reward>[]>(`profiles/${customer.id}/rewards?sort=id`)
  teller.step(
    'A second basket, and its payment fails',
    'Within ten minutes a redemption is reversed: the very same rewards come back, as they were.',
  )
  const redeemed = await api.post<Redeemed>(
    `profiles/${customer.id}/redeem`,
    { amount: 15 },
    `${till.receipt}-second`,
    (data) => [
      fact('id', data.id),
      money('total', data.total, 15),
      money('reward_balance', data.balances.reward_balance, 5),
    ],
  )
  await api.post<Redeemed>(`redemptions/${redeemed.id}/reversal`, null, `${till.receipt}-second-reversal`, (data) => [
    fact('id', data.id),
    money('total', data.total, 15),
    money('reward_balance', data.balances.reward_balance, 20),
  ])
  await api.get<readonly Static<typeof Reward>[]>(`profiles/${customer.id}/rewards?sort=id`, (data) => [
    money('value_remaining', data[1]?.value_remaining ?? 0, 20),
    fact('id', data[1]?.id, before[1]?.id),
    fact('expires_at', data[1]?.expires_at, before[1]?.expires_at),
  ])
}
