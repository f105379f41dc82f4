// What no version tells of: records that somebody has deleted in the POS, and columns that were mapped since.
import { createHash } from 'node:crypto'

import type { Mapping } from '../mapping/mapping.ts'
import type { Loyalty } from '../server/loyalty.ts'
import type { Keeper } from './keeper.ts'
import type { Pos } from './unit.ts'

const heldPageSize = 1_000
const readPageSize = 200

/** The same for mappings that write the same columns. */
const shapeOf = ({ table, fields }: Mapping): string => {
  const columns = fields.map(({ name, column, empty }) => JSON.stringify([name, column, empty])).sort()
  return createHash('sha256')
    .update(JSON.stringify([table, ...columns]))
    .digest('hex')
}

/** Whether the mapping writes other columns than those that every record was read into. */
export async function isRemapped({ mapping, outside }: Pos): Promise<boolean> {
  const known = await outside.progress.read('mapping_shape')
  return known !== null && known !== shapeOf(mapping)
}

/** From now on every record shows what this mapping writes. */
export const noteMapping = ({ mapping, outside }: Pos): Promise<void> =>
  outside.progress.write('mapping_shape', shapeOf(mapping))

/** Members whose record is no longer there. A POS that has only an API is not asked for each of them. */
export async function listMissing({ outside, manyOf }: Pos): Promise<readonly string[]> {
  const many = manyOf?.(outside)
  const missing: string[] = []
  if (!many) return missing
  for await (const page of outside.members.listHeld(heldPageSize)) {
    const known = page.filter(({ recordKey }) => recordKey !== null)
    missing.push(...(await many.lacking(known)))
  }
  return missing
}

async function listAll({ outside }: Pos): Promise<readonly string[]> {
  const all: string[] = []
  for await (const page of outside.members.listHeld(heldPageSize)) all.push(...page.map(({ profileId }) => profileId))
  return all
}

interface ReadAgainOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
}

/** Writes the records of those that are missing, or of everybody where the mapping has changed, though their version is held. */
export async function readAgain({ pos, loyalty, keeper }: ReadAgainOptions, missing: readonly string[]) {
  const tally = { repaired: 0, setAside: 0 }
  const profileIds = (await isRemapped(pos)) ? await listAll(pos) : missing
  for (let from = 0; from < profileIds.length; from += readPageSize) {
    for (const snapshot of await loyalty.readMany(profileIds.slice(from, from + readPageSize))) {
      const kept = await keeper.takeAnswer(snapshot, {})
      if (kept === 'set_aside') tally.setAside += 1
      else if (kept === 'applied') tally.repaired += 1
    }
  }
  await noteMapping(pos)
  return tally
}
