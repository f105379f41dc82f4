// What goes over the counter now: the change, as large as it can be read from the other side.
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'
import classes from './receipt-screen.module.css'

export function ChangeDue({ view }: { readonly view: ReceiptView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { changeMinor, totalMinor, tenders, isVoid } = view
  const givenMinor = tenders.reduce((sum, { amountMinor, givenMinor: given }) => sum + (given ?? amountMinor), 0)
  const heading = headingOf(view)
  const amount = money(Math.abs(changeMinor === 0 ? totalMinor : changeMinor))
  useSaidOnce(`${t(heading)} ${amount}`)
  if (isVoid) return null
  return (
    <section className={classes.ready} aria-label={t(heading)}>
      <p className={classes.name}>{t(heading)}</p>
      <p className={classes.change}>
        <span className="figures">{amount}</span>
      </p>
      {changeMinor === 0 ? null : (
        <p className={classes.given}>
          {t('receipt.given_for', { given: money(givenMinor), total: money(totalMinor) })}
        </p>
      )}
    </section>
  )
}

function headingOf({ changeMinor, totalMinor }: ReceiptView): 'receipt.change' | 'receipt.paid_out' | 'receipt.paid' {
  if (changeMinor > 0) return 'receipt.change'
  return totalMinor < 0 ? 'receipt.paid_out' : 'receipt.paid'
}

function useSaidOnce(words: string): void {
  const announce = useAnnounce()
  const say = useEffectEvent(() => announce(words))
  useEffect(() => say(), [])
}
