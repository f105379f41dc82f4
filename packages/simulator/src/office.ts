// The retailer's office: it enrols the members of a run and issues what they have to spend, before anything fails.
import type { ShopDatabase } from './shop-database.ts'
import { officeToken, openingAt } from './shop-database.ts'
import type { Backend } from './backend.ts'
import type { Member, Paper } from './paper.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export const drawMembers = (random: Random): Member[] =>
  Array.from({ length: random.between(1, 3) }, (_, index) => ({
    name: `member ${index + 1}`,
    profileId: random.uuid(),
  }))

interface Office {
  readonly world: World
  readonly shop: ShopDatabase
  readonly backend: Backend
  readonly paper: Paper
}

export async function issueValue({ world, shop, backend, paper }: Office, members: readonly Member[]): Promise<void> {
  const random = world.random.fork('office')
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${officeToken}`, 'content-type': 'application/json' }
    const url = `http://loyalty.example.com/api/v3/${path}`
    const answer = await backend.handle({ method: 'POST', url, headers, body: JSON.stringify(body) })
    if (!answer || answer.status >= 300) throw new Error(`the office could not issue: ${answer?.body}`)
  }
  for (const { name, profileId } of members) {
    await shop.sql`
      insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
      values (${profileId}, 'Sample', ${name}, ${openingAt}, ${openingAt}, ${openingAt})`
    for (let rewards = random.between(0, 3); rewards > 0; rewards -= 1) {
      const rewardMinor = random.pick([500, 1_000, 2_500, 5_000])
      const definition = { reward_definition_id: shop.rewardDefinitionId, timezone: 'UTC' }
      await post('rewards', { profile_id: profileId, ...definition, value_initial: rewardMinor / 100 })
      paper.issue(profileId, { rewardMinor })
      world.note(`${name} is issued a reward of ${rewardMinor}`)
    }
    const points = random.pick([0, 0, 700, 4_000])
    if (points === 0) continue
    await post('points', {
      profile_id: profileId,
      point_definition_id: 1,
      issued_at: '2025-07-01',
      value_initial: points,
    })
    paper.issue(profileId, { points })
    world.note(`${name} is issued ${points} points`)
  }
}
