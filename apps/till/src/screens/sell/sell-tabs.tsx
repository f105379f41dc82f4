// On a phone: which part of the sale is seen. Wider screens show all three, and no tabs.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useTillPart } from '../../frame/till.tsx'
import classes from './sell-tabs.module.css'

const views = ['goods', 'basket', 'customer'] as const
export type SellView = (typeof views)[number]

interface SellTabsProps {
  readonly view: SellView
  readonly onView: (view: SellView) => void
}

export function SellTabs({ view, onView }: SellTabsProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const units = useTillPart(({ sale }) => sale?.lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0) ?? 0)
  const first = useTillPart(({ member }) => member?.fullName.split(' ')[0])
  const label = (one: SellView): string => {
    if (one === 'basket' && units > 0) return t('sell.basket_of', { count: units, units: format.number(units) })
    return one === 'customer' && first !== undefined ? first : t(`sell.${one}`)
  }
  return (
    <nav className={classes.tabs} aria-label={t('sell.parts')}>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          className={classes.tab}
          aria-current={one === view ? 'true' : undefined}
          onClick={() => onView(one)}
        >
          {label(one)}
        </button>
      ))}
    </nav>
  )
}
