// One amount, two ways to take it: so much in cash, with change, or so much by card. Untouched it is all that is left.
import { UnstyledButton } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Keypad } from '@tillside/kit/keypad'
import { twiceMs } from '@tillside/kit/one-press'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useRef, useState } from 'react'

import { useMoney, useTill, useTillPart } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import { suggestCash } from '../../tenders/cash.ts'
import type { Act } from '../parts/use-act.ts'
import { AmountField, minorOfDigits } from './amount-field.tsx'
import classes from './tender-pad.module.css'

export function TenderPad({ sale, act }: { readonly sale: SaleView; readonly act: Act }): ReactNode {
  const t = useText()
  const { paying } = useTill()
  const { currency } = useTillPart(({ device }) => device.shop)
  const [entered, setEntered] = useState<number | null>(null)
  const { leftMinor } = sale
  const givenMinor = entered ?? leftMinor
  const outcome = useOutcome(givenMinor, leftMinor)

  // What comes at once, with nothing typed in between, is the same finger on a button that has stayed where it was.
  const takenAt = useRef(-Infinity)
  const take = async (work: () => ReturnType<typeof paying.takeCash>): Promise<void> => {
    // A part was paid: the pad begins anew with what is left.
    if ((await act.run(work)) === null) return
    takenAt.current = performance.now()
    setEntered(null)
  }
  const takeCash = (minor: number): void => {
    if (performance.now() - takenAt.current >= twiceMs) void take(() => paying.takeCash(minor))
  }
  const takeCard = (): void => void take(() => paying.takeCard(Math.min(givenMinor, leftMinor)))
  const enter = (minor: number | null): void => {
    takenAt.current = -Infinity
    setEntered(minor)
  }
  const addDigits = (digits: string): void => enter(minorOfDigits(`${entered ?? ''}${digits}`))
  return (
    <div className={classes.pad}>
      <Suggestions leftMinor={leftMinor} isBusy={act.isBusy} onTake={takeCash} />
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          takeCash(givenMinor)
        }}
      >
        <AmountField
          // After each tender the next amount can be typed at once.
          key={leftMinor}
          minor={entered}
          emptyMinor={leftMinor}
          currency={currency}
          outcome={outcome}
          onChange={enter}
        />
        <Keypad
          extra={{ label: t('pay.two_zeros'), face: '00', act: () => addDigits('00') }}
          onDigits={addDigits}
          onBackspace={() => enter(entered === null || entered < 10 ? null : Math.floor(entered / 10))}
        />
        <TenderButtons
          givenMinor={givenMinor}
          leftMinor={leftMinor}
          isBusy={act.isBusy}
          onCash={() => takeCash(givenMinor)}
          onCard={takeCard}
        />
      </form>
    </div>
  )
}

interface SuggestionsProps {
  readonly leftMinor: number
  readonly isBusy: boolean
  readonly onTake: (minor: number) => void
}

/** The exact amount, and the notes that a customer is likely to hand over. */
function Suggestions({ leftMinor, isBusy, onTake }: SuggestionsProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { currency } = useTillPart(({ device }) => device.shop)
  return (
    <div className={classes.notes} role="group" aria-label={t('pay.notes')}>
      {suggestCash(leftMinor, currency).map((minor) => (
        <UnstyledButton
          key={minor}
          className={classes.note}
          disabled={isBusy}
          aria-label={t('pay.note_heard', { given: money(minor), change: money(minor - leftMinor) })}
          onClick={() => onTake(minor)}
        >
          <span className="figures">{money(minor)}</span>
          <span className={classes.change}>
            {minor === leftMinor ? t('pay.exact') : t('pay.change_short', { change: money(minor - leftMinor) })}
          </span>
        </UnstyledButton>
      ))}
    </div>
  )
}

interface TenderButtonsProps {
  readonly givenMinor: number
  readonly leftMinor: number
  readonly isBusy: boolean
  readonly onCash: () => void
  readonly onCard: () => void
}

function TenderButtons({ givenMinor, leftMinor, isBusy, onCash, onCard }: TenderButtonsProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const cash = t('pay.cash', { amount: money(givenMinor) })
  const card = t('pay.card.take', { amount: money(Math.min(givenMinor, leftMinor)) })
  const isEnabled = !isBusy && givenMinor > 0
  useShortcut('F2', cash, onCash, { isEnabled })
  useShortcut('F3', card, onCard, { isEnabled })
  return (
    // The field keeps the focus, and with it what is typed next.
    <div className={classes.tenders} onPointerDown={(event) => event.preventDefault()}>
      <UnstyledButton type="submit" className={classes.tender} data-main disabled={!isEnabled}>
        <span>{cash}</span>
        <Shortcut keys="F2" />
      </UnstyledButton>
      <UnstyledButton type="button" className={classes.tender} disabled={!isEnabled} onClick={onCard}>
        <span>{card}</span>
        <Shortcut keys="F3" />
      </UnstyledButton>
    </div>
  )
}

/** What becomes of the amount as it stands there. */
function useOutcome(givenMinor: number, leftMinor: number): string {
  const t = useText()
  const money = useMoney()
  if (givenMinor > leftMinor) return t('pay.gives_change', { change: money(givenMinor - leftMinor) })
  if (givenMinor < leftMinor) return t('pay.leaves', { left: money(leftMinor - givenMinor) })
  return t('pay.pays_all')
}
