// A payment that failed, and everything that was taken going back before the cashier's eyes: the reward to the customer, money to
// whoever gave it. Nobody leaves the counter without knowing where each amount is.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { playSound } from '@tillside/kit/sounds'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { SaleView, ValueView } from '../../runtime/snapshot.ts'
import { useListedWords } from '../parts/listed-value.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { Columns, Screen } from '../parts/screen.tsx'
import { type Act, useAct } from '../parts/use-act.ts'
import { useOwnerName, useValueWords } from '../parts/value-words.ts'
import { isSaidByCard } from './card-panel.tsx'
import { GiveBackList } from './give-back-list.tsx'
import classes from './payment-failed.module.css'
import { RewardReturn, type RewardReturnState } from './reward-return.tsx'

/** What the sale held when its payment was stopped. */
export interface Failure {
  /** Of the customer: a reward, benefits, or both. */
  readonly values: readonly ValueView[]
  /** False: the page was opened anew meanwhile, and what has come back by then is not known any more. */
  readonly isKnown: boolean
}

interface PaymentFailedProps {
  readonly sale: SaleView
  readonly failure: Failure
  readonly onPayAgain: () => void
  readonly onLeave: () => void
}

export function PaymentFailed({ sale, failure, onPayAgain, onLeave }: PaymentFailedProps): ReactNode {
  const t = useText()
  const { toGiveBack } = useSnapshot()
  const act = useAct()
  const { values, isKnown } = failure
  const isListed = values.some(({ key }) => sale.listed.some((one) => one.key === key))
  const hint = isListed ? 'failed.hint_listed' : 'failed.hint'
  const owed = toGiveBack.filter(({ receiptRef }) => receiptRef === sale.receiptRef)
  return (
    <Screen title={t('failed.title')} hint={t(hint)} backLabel={t('failed.to_sale')} onBack={onLeave}>
      <Columns>
        <div className={classes.stack}>
          {values.map((value) => (
            <Value key={value.key} sale={sale} value={value} />
          ))}
          {values.length === 0 ? <NoReward isKnown={isKnown} /> : null}
          <Panel title={t('failed.money')}>
            <GiveBackList owed={owed} act={act} />
          </Panel>
        </div>
        <Panel title={t('failed.next')}>
          <RefusalNotice refusal={isSaidByCard(act.refusal) ? null : act.refusal} />
          <NextSteps act={act} isOwed={owed.length > 0} onPayAgain={onPayAgain} onLeave={onLeave} />
        </Panel>
      </Columns>
    </Screen>
  )
}

interface ValueProps {
  readonly sale: SaleView
  readonly value: ValueView
}

function Value({ sale, value }: ValueProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const say = useValueWords()
  const { member } = useSnapshot()
  const state = useReturnState(sale, value)
  const { title, words } = useReturnWords(state, sale, value)
  // Of another customer than the sale has now the balance is not known here.
  const isOwn = member !== null && member.isFromServer && member.profileId === value.profileId
  const isBalanceTold = isOwn && state === 'back' && value.amountMinor > 0
  return (
    <RewardReturn
      state={state}
      value={say(value)}
      title={title}
      words={words}
      balance={
        isBalanceTold
          ? t('failed.reward.balance', { name: member.fullName, balance: money(member.spendableMinor) })
          : null
      }
    />
  )
}

/** Where it is at this moment. */
function useReturnState({ comingBack, listed }: SaleView, { key }: ValueView): RewardReturnState {
  const { queue } = useSnapshot()
  if (listed.some((one) => one.key === key)) return 'listed'
  if (!comingBack.some((one) => one.key === key)) return 'back'
  return queue.isServerAway ? 'waits' : 'on_its_way'
}

/** What stands there, and is said once it is so. */
function useReturnWords(
  state: RewardReturnState,
  { listed }: SaleView,
  value: ValueView,
): { readonly title: string; readonly words: string } {
  const t = useText()
  const say = useValueWords()
  const sayListed = useListedWords()
  const announce = useAnnounce()
  const ownerOf = useOwnerName()
  const words = { value: say(value), name: ownerOf(value) }
  const found = listed.find(({ key }) => key === value.key)
  const shown = found ? sayListed(found) : null
  const tell = useEffectEvent((now: RewardReturnState) => {
    announce(shown?.title ?? t(`failed.reward.${now}_heard`, words), now === 'back' ? 'polite' : 'assertive')
    if (now === 'back') playSound('good')
    if (now === 'listed') playSound('bad')
  })
  useEffect(() => tell(state), [state])
  return shown ?? { title: t(`failed.reward.${state}`, words), words: t(`failed.reward.${state}_words`, words) }
}

function NoReward({ isKnown }: { readonly isKnown: boolean }): ReactNode {
  const t = useText()
  return (
    <Panel title={t('failed.reward.title')}>
      <p className={classes.plain}>{t(isKnown ? 'failed.reward.none' : 'failed.reward.none_now')}</p>
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
