// Customer numbers for records that are made here, where the POS leaves that to us.
import type { Mapping } from '../mapping/mapping.ts'
import type { Progress } from '../state/progress.ts'

interface Drawing {
  readonly number: Pick<Mapping['number'], 'prefix' | 'digits'>
  readonly progress: Progress
  /** The numbers of records that the database holds for one of these. */
  readonly findTaken: (numbers: readonly string[]) => Promise<readonly string[]>
}

/** Numbers that no record has: the POS may have drawn some of ours before. */
export async function drawNumbers(count: number, { number, progress, findTaken }: Drawing): Promise<readonly string[]> {
  const { prefix, digits } = number
  const free: string[] = []
  while (free.length < count) {
    const more = count - free.length
    const last = await progress.add('record_number', more)
    const drawn = Array.from(
      { length: more },
      (_, index) => prefix + String(last - more + index + 1).padStart(digits, '0'),
    )
    const taken = await findTaken(drawn)
    const plain = new Set(taken.map(plainNumber))
    const left = drawn.filter((one) => !plain.has(plainNumber(one)))
    // The database holds some for equal in a way of its own: which ones, it does not say.
    if (drawn.length - left.length === taken.length) free.push(...left)
  }
  return free
}

/** Databases hold numbers for equal that are spelt in other ways: 1 and 000001 in a column of whole numbers, c-1 and C-1 in many a text. */
export const plainNumber = (number: string): string =>
  number
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '')
