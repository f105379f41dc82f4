// The lines of a wish with their ids and the goods that they sell.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { type Concern, findVariants } from './names.ts'
import { nextItemIds } from './store.ts'
import type { SettledLine, Wish, WishedLine } from './wish.ts'

async function giveIds(tx: Tx, lines: readonly WishedLine[]): Promise<number[]> {
  const added = lines.filter((line) => !line.existing).length
  const ids = added === 0 ? [] : await nextItemIds(tx, added)
  return lines.map((line) => line.existing?.id ?? (ids.shift() as number))
}

export async function settleLines(
  tx: Tx,
  wish: Wish,
  now: Instant,
): Promise<{ lines: SettledLine[]; concerns: Concern[] }> {
  const bodies = wish.lines.map(({ body, existing }) => {
    const names = [body.product_variant_id, body.product_variant_sku, body.sku, body.product_variant]
    return names.some((name) => name !== undefined) || !existing
      ? body
      : { product_variant_id: existing.product_variant_id }
  })
  const [ids, { variants, concerns }] = await Promise.all([
    giveIds(tx, wish.lines),
    findVariants(tx, bodies, wish.facts.currency, now),
  ])
  const lines = wish.lines.map((line, index) => ({
    ...line,
    id: ids[index] as number,
    variant: variants[index] ?? null,
  }))
  return { lines, concerns }
}
