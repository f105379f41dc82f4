// What goes wrong in a run, and how often: drawn once from its seed. In some runs all is well but one thing, in others
// everything fails at once; a fault that is always there hides those that only show without it.
import type { Random } from './random.ts'

const faultNames = [
  'request lost',
  'answer lost',
  'request doubled',
  'slow answer',
  'very late',
  'till killed writing',
  'till killed sending',
  'till killed hearing',
  'till killed at any moment',
  'database cut',
  'server stopped',
  'every database connection dropped',
  'network down',
  'disk full',
  'clock set',
] as const

export type FaultName = (typeof faultNames)[number]

/** How likely each is where it could happen. */
export type Weather = Readonly<Record<FaultName, number>>

/** A bad day's. */
const worst: Weather = {
  'request lost': 0.15,
  'answer lost': 0.15,
  'request doubled': 0.25,
  'slow answer': 0.2,
  'very late': 0.06,
  'till killed writing': 0.04,
  'till killed sending': 0.06,
  'till killed hearing': 0.06,
  'till killed at any moment': 0.02,
  'database cut': 0.12,
  'server stopped': 0.05,
  'every database connection dropped': 0.02,
  'network down': 0.015,
  'disk full': 0.015,
  'clock set': 0.01,
}

export const calm = Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<FaultName, number>

export function drawWeather(random: Random): Weather {
  const entries = faultNames.map((name) => [name, worst[name] * random.pick([0, 0, 0.3, 1])] as const)
  return Object.fromEntries(entries) as Record<FaultName, number>
}
