// What the figures were measured on.
import { availableParallelism, totalmem } from 'node:os'

export interface Machine {
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
}

export const machineOf = (): Machine => ({
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1024 ** 3),
  node: process.versions.node,
})
