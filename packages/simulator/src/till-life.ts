// One life of a till's process, from its start to its death. What it is surrounded by goes dead with it: nothing resolves,
// nothing is sent any more, and of what it remembered only the disk is left.
import type { Chance } from '@tillside/pos-sdk/ports/chance'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import { instant } from '@tillside/rules/time'

import type { Random } from './random.ts'
import type { World } from './world.ts'

/** For what a dead process waits. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {})

export class Life {
  readonly clock: Clock
  readonly chance: Chance
  isOver = false

  constructor(world: World, random: Random, skewMs: () => number) {
    const { timeline } = world
    this.clock = {
      now: () => instant(timeline.now + skewMs()),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (this.isOver) return
          if (signal?.aborted === true) return resolve()
          const wake = (): void => {
            takeBack()
            signal?.removeEventListener('abort', wake)
            if (!this.isOver) resolve()
          }
          const takeBack = timeline.after(ms, wake)
          signal?.addEventListener('abort', wake)
        }),
    }
    this.chance = { newId: () => random.uuid().slice(0, 8), random: () => random.next() }
  }

  /** The process is gone, in the middle of whatever it did. */
  end(): void {
    this.isOver = true
  }
}
