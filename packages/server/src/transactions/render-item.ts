// One line of a sale as it travels.
import type { Static } from 'typebox'

import type { TransactionItem } from '@tillside/contract/transaction-items'

import { wireAmount, wireAmountOrNull, wireMoment, wirePoints } from '../http/render.ts'
import { type LineVariantRow, toVariant } from '../products/variants.ts'
import type { ItemRow, TransactionRow } from './store.ts'
import type { ReturnableRow } from './store-lists.ts'
import type { ReturnRow } from './store-returns.ts'

type Wire = Static<typeof TransactionItem>

/** What lines name, by their ids. */
export interface LineAround {
  readonly variants: ReadonlyMap<number, LineVariantRow>
  readonly returns: ReadonlyMap<number, readonly ReturnRow[]>
  readonly returnable: ReadonlyMap<number, readonly ReturnableRow[]>
}

/** Units that carry one minor unit more come first: 5.00 over three units is 1.67, 1.67 and 1.66. */
function unitShares(item: ItemRow, currency: string): Wire['redemption_unit_shares'] {
  if (item.quantity <= 0 || item.share_minor === 0) return []
  const groups = [
    { units: item.share_units_more, share: wireAmount(item.share_unit_minor + 1, currency) },
    { units: item.quantity - item.share_units_more, share: wireAmount(item.share_unit_minor, currency) },
  ]
  return groups.filter(({ units }) => units > 0)
}

function toReturned(row: ReturnRow, around: LineAround, currency: string): Wire['returns'][number] {
  const returnable = around.returnable
    .get(row.item_id)
    ?.find((candidate) => candidate.original_item_id === row.original_item_id)
  return {
    item_id: row.original_item_id,
    transaction_id: row.original_transaction_id,
    quantity: row.quantity,
    points: wirePoints(row.points),
    amount: wireAmount(row.share_minor, returnable?.currency ?? currency),
    redemption_id: returnable?.redemption_id ?? null,
  }
}

/** A line remembers its share while its sale has let go of the redemption, and carries none of it. */
const asApplied = (item: ItemRow, { redemption_id: appliedId }: TransactionRow): ItemRow =>
  appliedId === null ? { ...item, share_minor: 0 } : item

export function toTransactionItem(kept: ItemRow, sale: TransactionRow, around: LineAround): Wire {
  const { currency } = sale
  const item = asApplied(kept, sale)
  const variant = around.variants.get(item.product_variant_id ?? 0)
  return {
    id: item.id,
    transaction_id: item.transaction_id,
    external_id: item.external_id,
    name: item.name,
    quantity: item.quantity,
    is_return: item.quantity < 0,
    price_current: wireAmount(item.price_current_minor, currency),
    price_sell: wireAmount(item.price_sell_minor, currency),
    price_original: wireAmountOrNull(item.price_original_minor, currency),
    price_margin: wireAmountOrNull(item.price_margin_minor, currency),
    price_tax: wireAmountOrNull(item.price_tax_minor, currency),
    charged: wireAmount(item.charged_minor, currency),
    redemption_share: wireAmount(item.share_minor, currency),
    redemption_unit_shares: unitShares(item, currency),
    points_earned: wirePoints(item.points_earned),
    returned_quantity: item.returned_quantity,
    returns: (around.returns.get(item.id) ?? []).map((row) => toReturned(row, around, currency)),
    return_for: item.return_for,
    product_variant_id: item.product_variant_id,
    product_variant: variant ? toVariant(variant) : null,
    product_id: variant?.product_id ?? null,
    product: variant
      ? { title: variant.product_title, department: variant.product_department, brand: variant.product_brand }
      : null,
    product_images: variant?.product_images ?? [],
    sku: item.sku,
    variant_external_id: item.variant_external_id,
    discounts: item.discounts as Wire['discounts'],
    department: item.department,
    tags: item.tags,
    is_void: item.is_void,
    meta: item.meta as Wire['meta'],
    order_id: sale.order_id,
    transaction: {
      transacted_at: sale.transacted_local,
      receipt_ref: sale.receipt_ref,
      external_id: sale.external_id,
    },
    pivot: null,
    list_items: [],
    created_at: wireMoment(item.created_at),
    updated_at: wireMoment(item.updated_at),
  }
}
