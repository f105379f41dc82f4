// A sale in two lines: what it cost, and by what somebody with the receipt in hand knows it.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'

import { minorOf } from '../portal/amounts.ts'
import { localDate } from './local-date.ts'
import type { Sale } from './move.ts'

/** Names of goods that fit beside the rest. */
const goodsMax = 2

interface SaleWords {
  readonly total: string
  readonly number: string
  /** When, and where. */
  readonly place: string
  /** The first of what was bought. */
  readonly goods: string
}

export function useSaleWords(): (sale: Sale) => SaleWords {
  const t = useText()
  const format = useFormat()
  return (sale) => {
    const names = sale.items.slice(0, goodsMax).map(({ name }) => name)
    const place = [localDate(sale.transacted_at, format), sale.location?.name, sale.is_void ? t('sale.void') : null]
    return {
      total: format.money(minorOf(sale.total, sale.currency), sale.currency),
      number: sale.receipt_ref ?? sale.external_id ?? String(sale.id),
      place: place.filter(Boolean).join(' · '),
      goods: [...names, ...(sale.items.length > goodsMax ? ['…'] : [])].filter(Boolean).join(', '),
    }
  }
}
