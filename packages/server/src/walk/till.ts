// The till of the walk: who it serves, what its baskets are, and the numbers of its receipts.
import { randomInt } from 'node:crypto'
import type { Static } from 'typebox'

import type { BenefitDefinition } from '@tillside/contract/benefit-definitions'
import type { Location } from '@tillside/contract/locations'
import type { Profile } from '@tillside/contract/profiles'
import type { RewardDefinition } from '@tillside/contract/reward-definitions'
import type { Setting } from '@tillside/contract/settings'
import { decimalsOf } from '@tillside/money/money'
import { gs1CheckDigit } from '@tillside/rules/identities'

import type { Api } from './api.ts'
import { fact, money } from './facts.ts'
import type { Teller } from './teller.ts'

export const timezone = 'Australia/Melbourne'

/** A basket of 250.00, as the till has it before loyalty is asked. */
export const basket = [
  { name: 'Silk scarf', price: 65 },
  { name: 'Linen shirt', price: 115 },
  { name: 'Socks, three pairs', price: 25 },
  { name: 'Cotton tee', price: 45 },
] as const

export interface Till {
  readonly locationId: number
  readonly staffNumber: string
  readonly rewardHandle: string
  readonly benefitDefinitionId: string
  /** Points for each 1.00 charged, and money for each point: the tenant decides. */
  readonly earnRate: number
  readonly exchangeRate: number
  /** How many the tenant's currency has. */
  readonly decimals: number
  /** Every receipt of this run begins with it. */
  readonly receipt: string
}

const staffNumber = '7001'
const handle = 'checkout-walk'

/** A till has its store, its cashier and the programme before it opens. */
export async function openTill(api: Api, receipt: string): Promise<Till> {
  const location = await api.findOrMake<Static<typeof Location>>('locations', `filter[external_id]=${handle}`, {
    name: 'Checkout walk',
    external_id: handle,
    timezone,
  })
  await api.findOrMake('staff', `filter[identities.identifier]=${staffNumber}`, {
    first_name: 'Walk',
    last_name: 'Cashier',
    identities: [{ handle: 'staff', identifier: staffNumber }],
  })
  await api.findOrMake<Static<typeof RewardDefinition>>('rewards/definitions', `filter[handle]=${handle}`, {
    handle,
    name: 'Walk reward',
    value: 30,
    type: 'bonus',
    period: 90,
  })
  const benefit = await api.findOrMake<Static<typeof BenefitDefinition>>(
    'benefits/definitions',
    `filter[handle]=${handle}`,
    {
      handle,
      name: 'Free hemming',
      period: 90,
      max_redemptions: 1,
      redeem_code_pos: 'HEMFREE',
    },
  )
  const settings = await api.read<readonly Static<typeof Setting>[]>('settings')
  const value = (name: string): string | undefined => settings.find((setting) => setting.handle === name)?.value
  return {
    locationId: location.id,
    staffNumber,
    rewardHandle: handle,
    benefitDefinitionId: benefit.id,
    earnRate: Number(value('points.earn_rate') ?? 1),
    exchangeRate: Number(value('points.exchange_rate') ?? 0.01),
    decimals: decimalsOf(value('currency') ?? 'AUD'),
    receipt,
  }
}

export interface Customer {
  readonly id: string
  readonly card: string
}

type Reward = { readonly id: number; readonly value_remaining: number; readonly expires_at: string }

/** A card number of GS1's range for examples, so that it is nobody's; its last digit checks the others. */
function newCard(): string {
  // By chance alone: two who walk in the same second must not meet.
  const digits = `9524${String(randomInt(10 ** 8)).padStart(8, '0')}`
  return `${digits}${gs1CheckDigit(digits)}`
}

const utcDayIn = (days: number, now: Date): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)

/** Every run has a member of its own, with two rewards and a benefit. */
export async function enrol(api: Api, teller: Teller, till: Till, now: Date): Promise<Customer> {
  teller.step(
    'A member joins, with something to spend',
    'Two rewards that end on different days, and one free hemming.',
  )
  const card = newCard()
  const email = `robin.walker.${till.receipt}@example.com`.toLowerCase()
  const identities = [{ handle: 'loyalty-card', identifier: card }]
  const profile = await api.post<Static<typeof Profile>>(
    'profiles',
    { first_name: 'Robin', last_name: 'Walker', email, identities },
    null,
    (data) => [fact('id', data.id), fact('full_name', data.full_name, 'Robin Walker')],
  )
  const issue = (value_initial: number, days: number): Promise<Reward> => {
    const body = {
      profile_id: profile.id,
      reward_definition_handle: till.rewardHandle,
      timezone,
      value_initial,
      expires_at: `${utcDayIn(days, now)} 23:59:59`,
    }
    return api.post<Reward>('rewards', body, null, (data) => [
      fact('id', data.id),
      money('value_remaining', data.value_remaining, value_initial),
      fact('expires_at', data.expires_at),
    ])
  }
  await issue(30, 10)
  await issue(40, 90)
  // Since yesterday: the server's clock may be a little behind ours.
  const issued_at = utcDayIn(-1, now)
  const benefit = { profile_id: profile.id, benefit_definition_id: till.benefitDefinitionId, issued_at, timezone }
  await api.post<{ id: number; redemptions_remaining: number }>('benefits', benefit, null, (data) => [
    fact('id', data.id),
    fact('redemptions_remaining', data.redemptions_remaining, 1),
  ])
  return { id: profile.id, card }
}
