// The shop before it opens: members with a card and rewards, enrolled over HTTP.
import { type Api, send } from '../../../server/test/crash/till.ts'

export interface Member {
  readonly name: string
  readonly profileId: string
  readonly card: string
  readonly issuedMinor: number
  /** What they spend; undefined: whatever the server takes first, so that only the worth of both can be told. */
  readonly spends: 'rewards' | 'points' | undefined
}

/** Most have more than they can spend; two come to the end of it; one has points alone, and two let the server choose. */
const wishes: readonly Omit<Member, 'profileId' | 'card'>[] = [
  { name: 'Ada', issuedMinor: 4_000_000, spends: 'rewards' },
  { name: 'Bea', issuedMinor: 4_000_000, spends: 'rewards' },
  { name: 'Cleo', issuedMinor: 9_050, spends: 'rewards' },
  { name: 'Dora', issuedMinor: 0, spends: 'points' },
  { name: 'Edna', issuedMinor: 25_025, spends: undefined },
  { name: 'Fay', issuedMinor: 700, spends: undefined },
]
const rewardsEach = 5

async function make(api: Api, path: string, body: Record<string, unknown>): Promise<string> {
  const { status, body: answer } = await send(api, { path, body, key: null })
  if (status > 299 || !answer.data) throw new Error(`${path} was answered ${status}: ${JSON.stringify(answer)}`)
  return String(answer.data.id)
}

async function enrol(api: Api, wish: Omit<Member, 'profileId' | 'card'>, card: string): Promise<Member> {
  const { name, issuedMinor } = wish
  const profileId = await make(api, 'profiles', { first_name: name, email: `${name.toLowerCase()}@example.com` })
  await make(api, `profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: card })
  // Several rewards, so that redemptions draw from more than one.
  for (let number = 0; number < (issuedMinor > 0 ? rewardsEach : 0); number += 1) {
    const value_initial = issuedMinor / rewardsEach / 100
    await make(api, 'rewards', {
      profile_id: profileId,
      reward_definition_handle: 'welcome',
      timezone: 'UTC',
      value_initial,
    })
  }
  return { ...wish, profileId, card }
}

export async function enrolAll(api: Api): Promise<Member[]> {
  await make(api, 'rewards/definitions', { name: 'Welcome', handle: 'welcome', value: 10, type: 'bonus', period: 30 })
  // Whom the example till names on every sale.
  await make(api, 'staff', { first_name: 'Una', identities: [{ handle: 'staff', identifier: '2207' }] })
  const members: Member[] = []
  for (const [index, wish] of wishes.entries()) members.push(await enrol(api, wish, String(6_610_004_400 + index)))
  return members
}
