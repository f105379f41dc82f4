// What `tillside doctor` would say about a test shop.
import { examine } from '../src/doctor/examine.ts'
import type { Shop } from './shop.ts'

/** The promises that are not kept, each with what disagrees; none, ever. */
export const findingsOf = (shop: Shop): Promise<Record<string, readonly unknown[]>> =>
  shop.sql.begin(async (tx) => {
    const found: Record<string, readonly unknown[]> = {}
    for await (const { check, count, findings } of examine(tx, () => 0)) if (count > 0) found[check.name] = findings
    return found
  })
