// A member's values on their way into a record: together, or field by field where the POS has refused them together.
import { codeOf, isTaken, reasonOf, troubleOf } from '../database/trouble.ts'
import type { PosRecord, Values } from '../pos/records.ts'
import type { Unit } from './unit.ts'

interface Put {
  /** Null: there is none yet. */
  readonly record: PosRecord | null
  readonly profileId: string
  readonly values: Values
}

/** A field that the POS does not take, and its words about it. */
export interface RefusedField {
  readonly name: string
  readonly code: string
  readonly reason: string
}

interface Stored {
  readonly shown: PosRecord
  readonly refused: readonly RefusedField[]
}

export const putTogether = async ({ records }: Unit, { record, profileId, values }: Put): Promise<PosRecord> =>
  record ? records.update(record.key, { profileId, mergedInto: null, values }) : records.insert({ profileId, values })

/** What the POS says to it; null when it does it. What it did not take is undone. */
async function refusalOf(unit: Unit, work: () => Promise<unknown>): Promise<unknown> {
  try {
    await unit.attempt(work)
    return null
  } catch (error) {
    if (troubleOf(error) === 'refused') return error
    throw error
  }
}

async function update(unit: Unit, record: PosRecord, { profileId, values }: Put): Promise<Stored> {
  // A record that nothing at all may be written into is refused as a whole.
  let shown = await unit.records.update(record.key, { profileId, mergedInto: null, values: {} })
  const refused: RefusedField[] = []
  for (const [name, value] of Object.entries(values)) {
    const error = await refusalOf(unit, async () => {
      shown = await unit.records.update(record.key, { profileId, values: { [name]: value } })
    })
    if (error !== null) refused.push({ name, code: codeOf(error), reason: reasonOf(error) })
  }
  return { shown, refused }
}

/** All but one field; null when that is not the one, or not the only one. */
async function insertWithout(unit: Unit, { profileId, values }: Put, name: string): Promise<PosRecord | null> {
  const { [name]: _, ...others } = values
  let shown: PosRecord | null = null
  await refusalOf(unit, async () => {
    shown = await unit.records.insert({ profileId, values: others })
  })
  return shown
}

async function insert(unit: Unit, put: Put): Promise<Stored> {
  const error = await refusalOf(unit, () => putTogether(unit, put))
  // Somebody is this customer already, and without the address there would be two of them.
  if (isTaken(error)) throw error
  for (const name of Object.keys(put.values)) {
    const shown = await insertWithout(unit, put, name)
    if (shown) return { shown, refused: [{ name, code: codeOf(error), reason: reasonOf(error) }] }
  }
  const { profileId } = put
  return update(unit, await unit.records.insert({ profileId, values: {} }), put)
}

/** Whatever the POS takes of it. A record that it refuses whatever is in it is thrown, as when it is put together. */
export const putByField = (unit: Unit, put: Put): Promise<Stored> =>
  put.record ? update(unit, put.record, put) : insert(unit, put)
