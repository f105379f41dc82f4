// Money of payments that failed: each amount is given back once, by the cashier or by the card terminal.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { GiveBack } from '../../runtime/snapshot.ts'
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
  if (card !== null && card.status !== 'declined') return <CardPanel card={card} sale={null} />
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

function Owed({ owed, act }: { readonly owed: GiveBack; readonly act: Act }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { paying } = useTill()
  const amount = money(owed.amountMinor)
  const isCard = owed.type === 'card'
  return (
    <li className={classes.owed}>
      <span className={classes.what}>
        <span className={classes.amount}>
          <span className="figures">{amount}</span>
        </span>
        <span className={classes.how}>{t(isCard ? 'failed.owed_card' : 'failed.owed_cash')}</span>
      </span>
      <Button
        size="lg"
        disabled={act.isBusy}
        onClick={() => void act.run(() => paying.giveBack(owed.receiptRef, owed.index))}
      >
        {t(isCard ? 'failed.give_back_card' : 'failed.given_back_cash', { amount })}
      </Button>
    </li>
  )
}
