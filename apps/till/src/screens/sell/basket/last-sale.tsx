// Between two sales: what came of the one before, and the change that somebody still waits for.
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useMoney, useTillPart } from '../../../frame/till.tsx'
import classes from './last-sale.module.css'

export function LastSale(): ReactNode {
  const t = useText()
  const money = useMoney()
  const last = useTillPart(({ sale, lastReceipt }) => (sale === null ? lastReceipt : null))
  if (last === null) return null
  return (
    <Link className={classes.last} to="/receipt/$ref" params={{ ref: last.receiptRef }}>
      <Icon name="receipt" size={1.5} />
      <span className={classes.words}>
        <span className={classes.title}>{t('sell.last_sale', { total: money(last.totalMinor) })}</span>
        <span className={`${classes.ref} figures`}>{last.receiptRef}</span>
      </span>
      {last.changeMinor > 0 ? (
        <span className={`${classes.change} figures`}>{t('sell.change', { amount: money(last.changeMinor) })}</span>
      ) : null}
    </Link>
  )
}
