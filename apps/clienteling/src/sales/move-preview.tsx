// What moving a sale will do, before it is done: whose points become whose.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { minorOf } from '../portal/amounts.ts'
import { localDate } from './local-date.ts'
import classes from './sales.module.css'
import { type Sale, whyNotMove } from './move.ts'

interface MovePreviewProps {
  readonly sale: Sale
  /** Null: nobody's so far. */
  readonly from: { readonly full_name: string } | null
  readonly to: { readonly id: string; readonly full_name: string }
}

export function SaleSummary({ sale }: { readonly sale: Sale }): ReactNode {
  const format = useFormat()
  const receipt = sale.receipt_ref ?? sale.external_id ?? String(sale.id)
  return (
    <p className={`${classes.summary} figures`}>
      <strong>{format.money(minorOf(sale.total, sale.currency), sale.currency)}</strong>
      <span>{[receipt, localDate(sale.transacted_at, format), sale.location?.name].filter(Boolean).join(' · ')}</span>
    </p>
  )
}

export function MovePreview({ sale, from, to }: MovePreviewProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const whyNot = whyNotMove(sale, to.id)
  if (whyNot) return <p className={classes.refused}>{t(`move.cannot.${whyNot}`)}</p>
  const points = format.points(sale.points_earned)
  return (
    <ul className={`${classes.preview} figures`}>
      {from ? <li>{t('move.loses', { name: from.full_name, points })}</li> : null}
      {/* Nobody's sale has earned nothing so far. */}
      <li>{t(from ? 'move.gains' : 'move.gains_first', { name: to.full_name, points })}</li>
      {from ? <li className={classes.note}>{t('move.debt')}</li> : null}
    </ul>
  )
}
