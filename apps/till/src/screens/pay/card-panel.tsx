// The card terminal has the word: it waits for a card, or its answer was never heard. Until it is known nobody pays anything else,
// and nothing goes back.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney, useTill } from '../../frame/till.tsx'
import type { CardView, SaleView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { type Act, useAct } from '../parts/use-act.ts'
import classes from './card-panel.module.css'

interface CardPanelProps {
  readonly card: CardView
  /** The sale that the card pays for; null where a payment that failed goes back to it. */
  readonly sale: SaleView | null
}

export function CardPanel({ card, sale }: CardPanelProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const act = useAct()
  const isUnclear = card.status === 'unclear'
  const amount = money(Math.abs(card.amountMinor))
  return (
    <Panel title={t('pay.card.title')}>
      <div className={classes.terminal} data-unclear={isUnclear}>
        <span className={classes.picture} aria-hidden="true">
          <span className={classes.chip} />
        </span>
        <p className={classes.amount}>
          <span className="figures">{amount}</span>
        </p>
        <p className={classes.words}>{t(isUnclear ? 'pay.card.unclear' : waitingWords(card))}</p>
      </div>
      {isUnclear ? <Unclear act={act} rewardMinor={sale?.rewardMinor ?? 0} /> : <Waiting />}
    </Panel>
  )
}

const waitingWords = ({ amountMinor }: CardView): string =>
  amountMinor < 0 ? 'pay.card.waiting_back' : 'pay.card.waiting'

function Waiting(): ReactNode {
  const t = useText()
  const runtime = useTill()
  useSaid(t('pay.card.waiting_heard'), 'polite')
  const cancel = (): void => void runtime.paying.cancelCard()
  useShortcut('F4', t('pay.card.cancel'), cancel)
  return (
    <Button variant="default" size="lg" rightSection={<Shortcut keys="F4" />} onClick={cancel}>
      {t('pay.card.cancel')}
    </Button>
  )
}

function Unclear({ act, rewardMinor }: { readonly act: Act; readonly rewardMinor: number }): ReactNode {
  const t = useText()
  const money = useMoney()
  const runtime = useTill()
  useSaid(t('pay.card.unclear'), 'assertive')
  const ask = (): void => void act.run(() => runtime.paying.askCard())
  useShortcut('F8', t('pay.card.ask'), ask)
  // That nobody knows is what stands there already.
  const refused = act.refusal?.code === 'card_unclear' ? null : act.refusal
  return (
    <>
      <Notice tone="attention" title={t('pay.card.unclear_title')}>
        {t('pay.card.unclear_words')}
        {rewardMinor === 0 ? null : ` ${t('pay.card.unclear_reward', { reward: money(rewardMinor) })}`}
      </Notice>
      <RefusalNotice refusal={refused} />
      {act.refusal?.code === 'card_unclear' ? <Notice tone="attention">{t('pay.card.still_unclear')}</Notice> : null}
      <Button size="xl" disabled={act.isBusy} rightSection={<Shortcut keys="F8" />} onClick={ask}>
        {t('pay.card.ask')}
      </Button>
    </>
  )
}

function useSaid(words: string, how: 'polite' | 'assertive'): void {
  const announce = useAnnounce()
  const say = useEffectEvent(() => announce(words, how))
  useEffect(() => say(), [])
}
