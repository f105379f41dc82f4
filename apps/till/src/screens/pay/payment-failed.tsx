// A payment that failed, and everything that was taken going back before the cashier's eyes: the reward to the customer, money to
// whoever gave it. Nobody leaves the counter without knowing where each amount is.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { playSound } from '@tillside/kit/sounds'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { Columns, Screen } from '../parts/screen.tsx'
import { type Act, useAct } from '../parts/use-act.ts'
import { GiveBackList } from './give-back-list.tsx'
import classes from './payment-failed.module.css'
import { RewardReturn, type RewardReturnState } from './reward-return.tsx'

/** What the sale held when its payment was stopped. */
export interface Failure {
  readonly receiptRef: string
  readonly rewardMinor: number
}

interface PaymentFailedProps {
  readonly sale: SaleView
  /** Null: the page was opened anew meanwhile. */
  readonly failure: Failure | null
  readonly onPayAgain: () => void
  readonly onLeave: () => void
}

export function PaymentFailed({ sale, failure, onPayAgain, onLeave }: PaymentFailedProps): ReactNode {
  const t = useText()
  const { toGiveBack } = useSnapshot()
  const act = useAct()
  const rewardMinor = failure?.rewardMinor ?? sale.comingBackMinor
  const owed = toGiveBack.filter(({ receiptRef }) => receiptRef === sale.receiptRef)
  return (
    <Screen title={t('failed.title')} hint={t('failed.hint')} backLabel={t('failed.to_sale')} onBack={onLeave}>
      <Columns>
        <div className={classes.stack}>
          {rewardMinor === 0 ? <NoReward /> : <Reward sale={sale} rewardMinor={rewardMinor} />}
          <Panel title={t('failed.money')}>
            <GiveBackList owed={owed} act={act} />
          </Panel>
        </div>
        <Panel title={t('failed.next')}>
          <RefusalNotice refusal={act.refusal} />
          <NextSteps act={act} isOwed={owed.length > 0} onPayAgain={onPayAgain} onLeave={onLeave} />
        </Panel>
      </Columns>
    </Screen>
  )
}

function Reward({ sale, rewardMinor }: { readonly sale: SaleView; readonly rewardMinor: number }): ReactNode {
  const t = useText()
  const money = useMoney()
  const announce = useAnnounce()
  const { member, queue } = useSnapshot()
  const isBack = sale.comingBackMinor === 0
  const state: RewardReturnState = isBack ? 'back' : queue.isServerAway ? 'waits' : 'on_its_way'
  const name = member?.fullName ?? t('pay.customer')
  const words = { reward: money(rewardMinor), name }
  const tell = useEffectEvent((now: RewardReturnState) => {
    announce(t(`failed.reward.${now}_heard`, words), now === 'back' ? 'polite' : 'assertive')
    if (now === 'back') playSound('good')
  })
  useEffect(() => tell(state), [state])
  const spendable = member === null || !member.isFromServer ? null : money(member.spendableMinor)
  return (
    <RewardReturn
      state={state}
      amount={money(rewardMinor)}
      title={t(`failed.reward.${state}`, words)}
      words={t(`failed.reward.${state}_words`, words)}
      balance={isBack && spendable !== null ? t('failed.reward.balance', { name, balance: spendable }) : null}
    />
  )
}

function NoReward(): ReactNode {
  const t = useText()
  return (
    <Panel title={t('failed.reward.title')}>
      <p className={classes.plain}>{t('failed.reward.none')}</p>
    </Panel>
  )
}

interface NextStepsProps {
  readonly act: Act
  /** Money is still to be given back: first that, then the next payment. */
  readonly isOwed: boolean
  readonly onPayAgain: () => void
  readonly onLeave: () => void
}

function NextSteps({ act, isOwed, onPayAgain, onLeave }: NextStepsProps): ReactNode {
  const t = useText()
  const { selling } = useTill()
  const cancel = async (): Promise<void> => {
    if ((await act.run(() => selling.cancel('customer_left'))) !== null) onLeave()
  }
  useShortcut('F8', t('failed.pay_again'), onPayAgain, { isEnabled: !isOwed })
  return (
    <>
      <p className={classes.plain}>{t(isOwed ? 'failed.next_owed' : 'failed.next_words')}</p>
      <Button size="xl" rightSection={<Shortcut keys="Esc" />} onClick={onLeave}>
        {t('failed.to_sale')}
      </Button>
      <Button size="lg" variant="default" disabled={isOwed} rightSection={<Shortcut keys="F8" />} onClick={onPayAgain}>
        {t('failed.pay_again')}
      </Button>
      <Button size="lg" variant="subtle" color="red" disabled={act.isBusy} onClick={() => void cancel()}>
        {t('failed.cancel_sale')}
      </Button>
    </>
  )
}
