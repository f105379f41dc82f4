// The card terminal has the word: it waits for a card, its answer was never heard, or there is no room to write it down. Until
// that is done nobody pays anything else, and nothing goes back.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import type { Refusal } from '@tillside/rules/outcome'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney, useTill } from '../../frame/till.tsx'
import type { CardView, SaleView, ValueView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { type Act, useAct } from '../parts/use-act.ts'
import { kindOf, useValueWords } from '../parts/value-words.ts'
import classes from './card-panel.module.css'

interface CardPanelProps {
  readonly card: CardView
  /** The sale that the card pays for; null where a payment that failed goes back to it. */
  readonly sale: SaleView | null
}

export function CardPanel({ card, sale }: CardPanelProps): ReactNode {
  const t = useText()
  const money = useMoney()
  // While the terminal is asked once more it waits again: what came of the try before outlives that.
  const act = useAct()
  const isWaiting = card.status === 'waiting'
  const amount = money(Math.abs(card.amountMinor))
  return (
    <Panel title={t('pay.card.title')}>
      <div className={classes.terminal} data-unclear={!isWaiting}>
        <span className={classes.picture} aria-hidden="true">
          <span className={classes.chip} />
        </span>
        <p className={classes.amount}>
          <span className="figures">{amount}</span>
        </p>
        <p className={classes.words}>{t(stateWords(card))}</p>
      </div>
      {isWaiting ? <Waiting /> : <Ask act={act} card={card} reward={sale?.reward ?? null} />}
    </Panel>
  )
}

const stateWords = ({ status, amountMinor }: CardView): string => {
  if (status === 'unwritten') return amountMinor < 0 ? 'pay.card.unwritten_back' : 'pay.card.unwritten'
  if (status === 'unclear') return 'pay.card.unclear'
  return amountMinor < 0 ? 'pay.card.waiting_back' : 'pay.card.waiting'
}

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

interface AskProps {
  readonly act: Act
  readonly card: CardView
  /** Taken for the sale meanwhile. */
  readonly reward: ValueView | null
}

/** What the terminal is asked for once more: nobody heard it, or it could not be written down. */
function Ask({ act, card, reward }: AskProps): ReactNode {
  const t = useText()
  const runtime = useTill()
  useSaid(t(stateWords(card)), 'assertive')
  const ask = (): void => void act.run(() => runtime.paying.askCard())
  useShortcut('F8', t('pay.card.ask'), ask)
  // Why it is still so stands there already; that it was tried says the line below.
  const isStillSo = isSaidByCard(act.refusal)
  const still = card.status === 'unwritten' ? 'pay.card.still_unwritten' : 'pay.card.still_unclear'
  return (
    <>
      {card.status === 'unwritten' ? <Unwritten card={card} /> : <Unclear reward={reward} />}
      <RefusalNotice refusal={isStillSo ? null : act.refusal} />
      {isStillSo ? <Notice tone="attention">{t(still)}</Notice> : null}
      <Button size="xl" disabled={act.isBusy} rightSection={<Shortcut keys="F8" />} onClick={ask}>
        {t('pay.card.ask')}
      </Button>
    </>
  )
}

const saidByCard: ReadonlySet<string> = new Set(['card_unclear', 'taken_not_written', 'given_back_not_written'])

/** The payment by card says it for as long as it is so; when it is not so any more nothing else may say it. */
export const isSaidByCard = (refusal: Refusal | null): boolean => refusal !== null && saidByCard.has(refusal.code)

function Unclear({ reward }: Pick<AskProps, 'reward'>): ReactNode {
  const t = useText()
  const say = useValueWords()
  return (
    <Notice tone="attention" title={t('pay.card.unclear_title')}>
      {t('pay.card.unclear_words')}
      {reward === null ? null : ` ${t(`pay.card.unclear_${kindOf(reward)}`, { value: say(reward) })}`}
    </Notice>
  )
}

/** The money has changed hands: nobody may take it, or give it, a second time. */
function Unwritten({ card: { amountMinor } }: { readonly card: CardView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const amount = money(Math.abs(amountMinor))
  const which = amountMinor < 0 ? 'unwritten_back' : 'unwritten'
  return (
    <Notice tone="bad" title={t(`pay.card.${which}_title`, { amount })}>
      {t(`pay.card.${which}_words`)}
    </Notice>
  )
}

function useSaid(words: string, how: 'polite' | 'assertive'): void {
  const announce = useAnnounce()
  const say = useEffectEvent(() => announce(words, how))
  useEffect(() => say(), [])
}
