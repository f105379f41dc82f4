// Money of payments that failed and of sales that were undone: each amount is given back once, by the cashier or by the card
// terminal. What had been paid out comes back to the shop the same way.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { GiveBack } from '../../runtime/snapshot.ts'
import { isCardOpen } from '../../runtime/views.ts'
import type { Act } from '../parts/use-act.ts'
import { CardPanel } from './card-panel.tsx'
import classes from './give-back-list.module.css'

interface GiveBackListProps {
  readonly owed: readonly GiveBack[]
  readonly act: Act
}

export function GiveBackList({ owed, act }: GiveBackListProps): ReactNode {
  const t = useText()
  const { card } = useSnapshot()
  if (card !== null && isCardOpen(card)) return <CardPanel card={card} sale={null} />
  if (owed.length === 0) {
    return (
      <p className={classes.settled} role="status">
        <Icon name="check" size={1.375} />
        {t('failed.nothing_owed')}
      </p>
    )
  }
  return (
    <ul className={classes.list}>
      {owed.map((one) => (
        <Owed key={`${one.receiptRef}#${one.index}`} owed={one} act={act} />
      ))}
    </ul>
  )
}

const cash = { how: 'failed.owed_cash', act: 'failed.given_back_cash' } as const
const cashIn = { how: 'failed.owed_cash_in', act: 'failed.taken_back_cash' } as const
const card = { how: 'failed.owed_card', act: 'failed.give_back_card' } as const
const cardIn = { how: 'failed.owed_card_in', act: 'failed.charge_card' } as const

function Owed({ owed, act }: { readonly owed: GiveBack; readonly act: Act }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { paying } = useTill()
  const amount = money(Math.abs(owed.amountMinor))
  const isIn = owed.amountMinor < 0
  const words = owed.type === 'card' ? (isIn ? cardIn : card) : isIn ? cashIn : cash
  return (
    <li className={classes.owed}>
      <span className={classes.what}>
        <span className={classes.amount}>
          <span className="figures">{amount}</span>
        </span>
        <span className={classes.how}>{t(words.how)}</span>
      </span>
      <Button
        size="lg"
        disabled={act.isBusy}
        onClick={() => void act.run(() => paying.giveBack(owed.receiptRef, owed.index))}
      >
        {t(words.act, { amount })}
      </Button>
    </li>
  )
}
