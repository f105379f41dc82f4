// What the customer can spend now, in one figure, and what it is made of.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import type { Member } from '../member/types.ts'
import { minorOf } from '../portal/amounts.ts'
import { usePortal } from '../portal/portal.tsx'
import classes from './balance-card.module.css'

interface BalanceCardProps {
  readonly member: Member
  /** Null where there is no sale that value could be taken for. */
  readonly onRedeem: (() => void) | null
}

export function BalanceCard({ member, onRedeem }: BalanceCardProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const { currency } = usePortal().device.shop
  const money = (major: number): string => format.money(minorOf(major, currency), currency)
  const isNothing = member.combined_balance_dollars <= 0
  useShortcut('F4', t('redeem.button'), () => (isNothing ? undefined : onRedeem?.()))
  return (
    <section className={classes.card} aria-label={t('balance.title')}>
      <div>
        <p className={classes.label}>{t('balance.title')}</p>
        <p className={`${classes.total} figures`}>{money(member.combined_balance_dollars)}</p>
      </div>
      <dl className={`${classes.parts} figures`}>
        <div>
          <dt>{t('balance.rewards')}</dt>
          <dd>{money(member.reward_balance)}</dd>
        </div>
        <div>
          <dt>{t('balance.points', { points: format.points(member.point_balance) })}</dt>
          <dd>{money(member.point_balance_dollars)}</dd>
        </div>
      </dl>
      {member.point_balance < 0 ? <p className={classes.note}>{t('balance.debt')}</p> : null}
      {onRedeem ? (
        <Button size="xl" fullWidth disabled={isNothing} onClick={onRedeem} rightSection={<Shortcut keys="F4" />}>
          {t('redeem.button')}
        </Button>
      ) : (
        <p className={classes.note}>{t('balance.no_sale')}</p>
      )}
      {isNothing && onRedeem ? <p className={classes.note}>{t('balance.nothing')}</p> : null}
    </section>
  )
}
