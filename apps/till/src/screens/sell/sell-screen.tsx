// Where a cashier spends the day: goods on one side, the basket in the middle, the customer and the total on the other. On a
// phone one of the three is seen at a time, and the total always.
import { useText } from '@tillside/kit/i18n'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import { useTillPart } from '../../frame/till.tsx'
import { BasketPanel } from './basket/basket-panel.tsx'
import { CustomerPanel } from './customer/customer-panel.tsx'
import { GoodsPanel } from './goods/goods-panel.tsx'
import { SellTabs, type SellView } from './sell-tabs.tsx'
import { TotalsPanel } from './totals-panel.tsx'
import classes from './sell-screen.module.css'

export function SellScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const [view, setView] = useState<SellView>('basket')
  const state = useTillPart(({ sale }) => sale?.state)
  const goOn = useEffectEvent(() => {
    // A payment that was under way when the page was closed goes on where it was.
    if (state === 'paying') void navigate({ to: '/pay', replace: true })
  })
  useEffect(() => goOn(), [])
  return (
    <div className={classes.screen} data-view={view}>
      <h1 className="only-heard">{t('sell.title')}</h1>
      <SellTabs view={view} onView={setView} />
      <section className={classes.goods} aria-label={t('sell.goods')}>
        <GoodsPanel onSearch={() => setView('goods')} />
      </section>
      <section className={classes.basket} aria-label={t('sell.basket')}>
        <BasketPanel />
      </section>
      <section className={classes.customer} aria-label={t('sell.customer')}>
        <CustomerPanel onAsk={() => setView('customer')} />
      </section>
      <section className={classes.totals} aria-label={t('sell.totals')}>
        <TotalsPanel />
      </section>
    </div>
  )
}
