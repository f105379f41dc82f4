// What a run is asked for on the command line.
import { parseArgs } from 'node:util'

import { root } from './root.ts'

export interface Options {
  /** Sizes of the data set, one after the other. */
  readonly profiles: readonly number[]
  /** For each figure, after its warm-up. */
  readonly seconds: number
  /** Where the results are written. */
  readonly results: string
  /** The built server. */
  readonly server: string
}

const profilesDefault = '10000,1000000'
const secondsDefault = '10'

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      profiles: { type: 'string', default: profilesDefault },
      seconds: { type: 'string', default: secondsDefault },
      results: { type: 'string', default: `${root}bench/results` },
      server: { type: 'string', default: '' },
    },
  })
  const profiles = values.profiles.split(',').map(Number)
  const seconds = Number(values.seconds)
  // Fewer members would meet at one another's lock, which is measured on its own.
  if (profiles.some((count) => !Number.isInteger(count) || count < 1000))
    throw new Error('--profiles: whole numbers from 1000')
  if (!(seconds >= 1)) throw new Error('--seconds: from 1')
  return { profiles, seconds, results: values.results, server: values.server }
}
