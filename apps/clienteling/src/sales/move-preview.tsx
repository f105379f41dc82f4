// What moving a sale will do, before it is done: whose points become whose.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import classes from './sales.module.css'
import { type Sale, whyNotMove } from './move.ts'
import { useSaleWords } from './use-sale-words.ts'

interface MovePreviewProps {
  readonly sale: Sale
  /** Null: nobody's so far. */
  readonly from: { readonly full_name: string } | null
  readonly to: { readonly id: string; readonly full_name: string }
}

export function SaleSummary({ sale }: { readonly sale: Sale }): ReactNode {
  const { total, number, place, goods } = useSaleWords()(sale)
  return (
    <p className={`${classes.summary} figures`}>
      <strong>{total}</strong>
      <span>
        {number} · {place}
      </span>
      {goods === '' ? null : <span>{goods}</span>}
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
