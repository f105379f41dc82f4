// What happened in the sample shop in the fourteen months before now: members joined, came to shop, had birthdays and
// complaints. The same story every time, told relative to now.
import { dayMs, hourMs, instant, type Instant, minuteMs } from '@tillside/rules/time'

import { type Person, samplePeople } from './people.ts'
import { stores } from './programme.ts'
import { opening } from './opening.ts'
import { type Random, seededRandom } from './random.ts'
import { idOf, type Scene, type Step } from './shop.ts'
import { planBasket, priceOfBasket, type Visit, visitSteps } from './visits.ts'

const seed = 20_250_704
const openedDaysAgo = 420
const joinedDaysAgoMax = 400
const visitsMax = 3
/** Most come back soon after they joined, while the welcome reward is good. */
const visitsWithinDays = 90
const zone = 'Australia/Melbourne'
/** The member that the operator tries the first redemption with: joined not long ago, nothing spent yet. */
const exampleMember = 0
const exampleJoinedDaysAgo = 20
/** Members who were let down once, and got a reward for it. */
const recoveredEvery = 12
/** One visit names a staff number that nobody knows, as happens: it shows as an exception. */
const unknownStaff = { member: 7, number: '9999' }
/** One redemption that no sale ever named. */
const forgotten = { member: 8, daysAgo: 3 }
/** Older birthdays have nothing left to show. */
const birthdaysDaysAgoMax = 90
const guests = 12
const invitedDaysAgo = 10
const cameDaysAgo = 4

/** Noon to half past four in the east, when all of the stores are open. */
function momentOn(scene: Scene, daysAgo: number, random: Random): Instant {
  const midnight = Math.floor(scene.now / dayMs) * dayMs
  return instant(midnight - daysAgo * dayMs + 2 * hourMs + random.between(0, 270) * minuteMs)
}

function joining(scene: Scene, person: Person, name: string, at: Instant, storeNumber: number, hems: boolean): Step {
  return {
    at,
    run: async (shop) => {
      const { card, ...about } = person
      const made = await shop.post(at, 'profiles', {
        ...about,
        joined_location_external_id: `S${storeNumber}`,
        preferred_location_external_id: `S${storeNumber}`,
        identities: [{ handle: 'loyalty-card', identifier: card, is_primary: true }],
        tags: ['sample'],
      })
      scene.ids.set(name, made.id)
      await shop.post(at, 'rewards', { profile_id: made.id, reward_definition_handle: 'welcome', timezone: zone })
      if (hems) await shop.post(at, 'benefits', benefit(scene, name, 'free-hemming', at))
    },
  }
}

const utc = (at: Instant): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

const benefit = (scene: Scene, member: string, handle: string, at: Instant): object => ({
  profile_id: idOf(scene, member),
  benefit_definition_id: idOf(scene, handle),
  issued_at: utc(at),
  timezone: zone,
})

function gift(scene: Scene, name: string, handle: string, at: Instant, meta?: object): Step {
  const issue = (): object => ({
    profile_id: idOf(scene, name),
    reward_definition_handle: handle,
    timezone: zone,
    meta: meta ?? null,
  })
  return { at, run: async (shop) => void (await shop.post(at, 'rewards', issue())) }
}

function opened(scene: Scene, name: string, at: Instant, points: number): Step {
  const issue = (): object => ({
    profile_id: idOf(scene, name),
    point_definition_id: 1,
    value_initial: points,
    issued_at: utc(at),
    description: 'brought along from the old programme',
  })
  return { at, run: async (shop) => void (await shop.post(at, 'points', issue())) }
}

/** The last birthday before now. */
function lastBirthday(scene: Scene, { birth_day, birth_month }: Person): Instant {
  const year = new Date(scene.now).getUTCFullYear()
  const inYear = (of: number): number => Date.UTC(of, birth_month - 1, birth_day)
  return instant(inYear(year) < scene.now ? inYear(year) : inYear(year - 1))
}

function birthday(scene: Scene, person: Person, name: string, joinedAt: Instant): Step[] {
  const at = lastBirthday(scene, person)
  if (at <= joinedAt || at < scene.now - birthdaysDaysAgoMax * dayMs) return []
  const surprise: Step = {
    at,
    run: async (shop) => void (await shop.post(at, 'benefits', benefit(scene, name, 'birthday-gift', at))),
  }
  return [gift(scene, name, 'birthday', at), surprise]
}

interface Member {
  readonly index: number
  readonly name: string
  readonly joinedDaysAgo: number
  readonly storeIndex: number
}

function planVisits(scene: Scene, random: Random, member: Member): Step[] {
  const store = stores[member.storeIndex]
  if (!store) throw new Error('a member shops at a store that is not there')
  const isExample = member.index === exampleMember
  const isAtOnce = isExample || member.index === unknownStaff.member
  const count = isAtOnce ? 1 : random.between(0, visitsMax)
  return Array.from({ length: count }).flatMap((_, visitIndex) => {
    const daysAgo = Math.max(1, member.joinedDaysAgo - random.between(1, visitsWithinDays))
    const wantsReward = !isExample && random.isOneIn(60)
    const lines = planBasket(random, scene, !wantsReward)
    const visit: Visit = {
      at: momentOn(scene, daysAgo, random),
      store,
      member: member.name,
      receipt: `${store.number}-${random.between(1, 3)}-${String(member.index * 100 + visitIndex + 1).padStart(5, '0')}`,
      staffNumber: member.index === unknownStaff.member ? unknownStaff.number : random.pick(store.staff),
      lines,
      wish: wantsReward ? Math.min(scene.priceOf(random.pick([10, 20, 35])), priceOfBasket(lines)) : null,
      doesPaymentFail: random.isOneIn(12),
      returnsAfterDays: daysAgo > 10 && random.isOneIn(15) ? random.between(2, 9) : null,
    }
    return visitSteps(scene, visit)
  })
}

function tellMember(scene: Scene, random: Random, person: Person, index: number): Step[] {
  const name = `member ${index}`
  const joinedDaysAgo = index === exampleMember ? exampleJoinedDaysAgo : random.between(2, joinedDaysAgoMax)
  const storeIndex = random.between(0, stores.length - 1)
  const joinedAt = instant(momentOn(scene, joinedDaysAgo, random) - hourMs)
  const hems = index === exampleMember || random.isOneIn(40)
  const steps = [
    joining(scene, person, name, joinedAt, stores[storeIndex]?.number ?? 0, hems),
    ...birthday(scene, person, name, joinedAt),
    ...planVisits(scene, random, { index, name, joinedDaysAgo, storeIndex }),
  ]
  if (index % recoveredEvery === exampleMember) {
    const at = momentOn(scene, random.between(1, Math.max(1, Math.min(joinedDaysAgo - 1, 90))), random)
    steps.push(gift(scene, name, 'service-recovery', at, { reason: 'A seam came open' }))
  }
  if (index % 5 === 0) steps.push(opened(scene, name, instant(joinedAt + minuteMs), random.between(2, 40) * 50))
  return steps
}

/** An evening with fewer places than invitations. */
function lateNight(scene: Scene): Step[] {
  const invitedAt = instant(scene.now - invitedDaysAgo * dayMs)
  const cameAt = instant(scene.now - cameDaysAgo * dayMs)
  const invitations: { readonly name: string; readonly id: number | string }[] = []
  const invite: Step = {
    at: invitedAt,
    run: async (shop) => {
      for (const name of [...scene.ids.keys()].filter((key) => key.startsWith('member ')).slice(0, guests)) {
        const made = await shop.post(invitedAt, 'benefits', benefit(scene, name, 'late-night', invitedAt))
        invitations.push({ name, id: made.id })
      }
    },
  }
  const come: Step = {
    at: cameAt,
    run: async (shop) => {
      for (const { name, id } of invitations)
        await shop.tryPost(cameAt, `profiles/${idOf(scene, name)}/benefits/${id}/redeem`, {}, 'benefit_sold_out')
    },
  }
  return [invite, come]
}

function forgetting(scene: Scene): Step {
  const at = instant(scene.now - forgotten.daysAgo * dayMs)
  const path = (): string => `profiles/${idOf(scene, `member ${forgotten.member}`)}/redeem`
  return {
    at,
    run: async (shop) => void (await shop.tryPost(at, path(), { amount: scene.priceOf(10) }, 'nothing_to_redeem')),
  }
}

/** Every step, in the order in which they happened. */
export function sampleStory(scene: Scene): Step[] {
  const random = seededRandom(seed)
  const steps = [
    opening(scene, instant(scene.now - openedDaysAgo * dayMs)),
    ...samplePeople(random).flatMap((person, index) => tellMember(scene, random, person, index)),
    ...lateNight(scene),
    forgetting(scene),
  ]
  return steps.sort((a, b) => a.at - b.at)
}
