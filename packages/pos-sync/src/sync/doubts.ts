// What speaks against a server: it may be another one, an empty one, or one that was put back to an earlier day. As long as anything does,
// the POS is left as it is and tells it nothing, until a person says that it is the right one.
import type { Progress } from '../state/progress.ts'

export interface Doubts {
  /** Members whom it says to have deleted, and who are too many to be let go unasked. */
  readonly withheld: number
  /** Members whom it does not know, and never deleted. */
  readonly unknown: number
  /** Members who are at an earlier version there than the POS shows. */
  readonly behind: number
}

export const noDoubts: Doubts = { withheld: 0, unknown: 0, behind: 0 }

export const isDoubted = ({ withheld, unknown, behind }: Doubts): boolean => withheld + unknown + behind > 0

const names = { withheld: 'removals_withheld', unknown: 'members_unknown', behind: 'members_behind' } as const

export async function writeDoubts(progress: Progress, doubts: Doubts): Promise<void> {
  for (const [doubt, name] of Object.entries(names) as [keyof Doubts, (typeof names)[keyof Doubts]][])
    await progress.write(name, String(doubts[doubt]))
}

export async function readDoubts(progress: Progress): Promise<Doubts> {
  const all = await progress.readAll()
  const count = (doubt: keyof Doubts): number => Number(all.get(names[doubt]) ?? 0)
  return { withheld: count('withheld'), unknown: count('unknown'), behind: count('behind') }
}

/** What an operator reads: what was found, and what can be done about it. */
export function wordsOf({ withheld, unknown, behind }: Doubts): readonly string[] {
  return [
    ...(withheld > 0
      ? [
          `Deleted on the server, and too many to let go unasked: ${withheld}. If they are to go: compare --confirm-removals`,
        ]
      : []),
    ...(unknown > 0 ? [`Not known to the server, which never deleted them: ${unknown}.`] : []),
    ...(behind > 0 ? [`At an earlier version there than the POS shows: ${behind}.`] : []),
    ...(unknown + behind > 0
      ? [
          'It is another server, or was put back to an earlier day: nothing is changed. If it is the right one: compare --confirm-server',
        ]
      : []),
  ]
}
