// The members of the data set: number 1 to the last, each with everything about it known from the number.
import { createHash } from 'node:crypto'

/** Ids are spread like the random ones that the server gives, so that neighbours in time are none in an index. */
export function profileIdOf(n: number): string {
  const hex = createHash('md5').update(String(n)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The same in SQL, from an expression for the number. */
export const profileIdSql = (n: string): string => `md5(${n}::text)::uuid`

export const cardHandle = 'loyalty-card'
const firstCard = 6_610_000_000
export const cardOf = (n: number): string => String(firstCard + n)

export const rewardsPerMember = 3
/** Minor units; more than a run can spend. */
export const rewardMinor = 100_000
/** Each member's rewards came at different times, so they lie apart: the first of everybody, then the second. */
export const rewardIdOf = (n: number, wave: number, profiles: number): number => wave * profiles + n

export const staffNumber = '2207'
export const locationCode = 'L-1'
export const skuCount = 1000
export const skuOf = (index: number): string => `SKU-${index}`

export const randomMember = (profiles: number): number => 1 + Math.floor(Math.random() * profiles)
