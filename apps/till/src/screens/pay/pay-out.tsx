// More came back than was sold: the customer gets money, from the drawer or on the card.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import type { ReactNode } from 'react'

import { useMoney, useTill } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import type { Act } from '../parts/use-act.ts'
import classes from './tender-pad.module.css'

export function PayOut({ sale, act }: { readonly sale: SaleView; readonly act: Act }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { paying } = useTill()
  const amount = money(-sale.leftMinor)
  const payCash = (): void => void act.run(() => paying.payOutCash())
  const payCard = (): void => void act.run(() => paying.takeCard())
  useShortcut('F2', t('pay.out_cash', { amount }), payCash)
  useShortcut('F3', t('pay.out_card', { amount }), payCard)
  return (
    <>
      <p className={classes.hint}>{t('pay.out_hint')}</p>
      <div className={classes.ways}>
        <Button size="xl" disabled={act.isBusy} rightSection={<Shortcut keys="F2" />} onClick={payCash}>
          {t('pay.out_cash', { amount })}
        </Button>
        <Button
          size="xl"
          variant="default"
          disabled={act.isBusy}
          rightSection={<Shortcut keys="F3" />}
          onClick={payCard}
        >
          {t('pay.out_card', { amount })}
        </Button>
      </div>
    </>
  )
}
