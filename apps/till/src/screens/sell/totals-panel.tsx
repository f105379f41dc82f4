// What it costs: the sum, what the reward takes off, what is left; and the way to the payment.
import { Button } from '@mantine/core'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import type { ReactNode } from 'react'

import { useMoney, useTillPart } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import { useAnnouncedTotal } from './use-announced-total.ts'
import { usePay } from './use-pay.ts'
import { useReward } from './reward/use-reward.ts'
import classes from './totals-panel.module.css'

export function TotalsPanel(): ReactNode {
  const t = useText()
  const money = useMoney()
  const { pay, isBusy } = usePay()
  const sale = useTillPart((snapshot) => snapshot.sale)
  const lines = sale?.lines.length ?? 0
  const leftMinor = sale?.leftMinor ?? 0
  const isReady = sale !== null && lines > 0 && sale.state !== 'redeeming' && !isBusy
  useAnnouncedTotal(lines, sale?.dueMinor ?? 0)
  useShortcut('F8', t('sell.pay'), () => void pay(), { isEnabled: isReady })
  return (
    <div className={classes.totals}>
      {sale === null || lines === 0 ? null : <Rows sale={sale} />}
      <div className={classes.due}>
        <span className={classes.label}>{leftMinor < 0 ? t('sell.to_pay_out') : t('sell.to_pay')}</span>
        <span className={`${classes.amount} figures`} data-testid="due">
          {money(Math.abs(leftMinor))}
        </span>
      </div>
      <Button
        className={classes.pay}
        size="xl"
        fullWidth
        disabled={!isReady}
        rightSection={<Shortcut keys="F8" />}
        onClick={() => void pay()}
      >
        {sale?.state === 'paying' ? t('sell.go_on_paying') : leftMinor < 0 ? t('sell.pay_out') : t('sell.pay')}
      </Button>
    </div>
  )
}

function Rows({ sale }: { readonly sale: SaleView }): ReactNode {
  const t = useText()
  const format = useFormat()
  const money = useMoney()
  const { release } = useReward()
  const hasMember = sale.profileId !== null
  const units = sale.lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
  return (
    <dl className={classes.rows}>
      <div className={classes.row}>
        <dt>{t('sell.items', { count: units })}</dt>
        <dd className="figures">{money(sale.totalMinor)}</dd>
      </div>
      {sale.rewardMinor > 0 ? (
        <div className={classes.row} data-good>
          <dt>
            {t('sell.reward')}
            {sale.state === 'redeemed' ? (
              <button type="button" className={classes.back} onClick={() => void release()}>
                {t('redeem.give_back')}
              </button>
            ) : null}
          </dt>
          <dd className="figures">−{money(sale.rewardMinor)}</dd>
        </div>
      ) : null}
      {sale.state === 'redeeming' ? (
        // On a phone this is all that is seen of it, and the reason why nobody can pay now.
        <div className={classes.row} data-quiet>
          <dt>{t('redeem.asking')}</dt>
        </div>
      ) : null}
      {hasMember && sale.quote.points > 0 ? (
        <div className={classes.row} data-quiet>
          <dt>{t('sell.earns')}</dt>
          <dd className="figures">{t('sell.points', { points: format.points(sale.quote.points / 1000) })}</dd>
        </div>
      ) : null}
    </dl>
  )
}
