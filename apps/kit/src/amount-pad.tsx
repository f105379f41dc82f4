// A pad for an amount of money, held to what is there: with a finger, at the keyboard, or with one touch on an amount.
import { decimalsOf } from '@tillside/money/money'
import { type ReactNode, useEffect, useId, useRef } from 'react'

import classes from './amount-pad.module.css'
import { fitted, minorFromText, suggestions } from './amount.tsx'
import { useFormat } from './format.tsx'
import { useText } from './i18n.tsx'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { Keypad } from './keypad.tsx'

interface AmountPadProps {
  readonly label: string
  readonly currency: string
  /** Minor units. */
  readonly minor: number
  readonly onChange: (minor: number) => void
  /** Most that may be entered, in minor units; more is held to it, and said. */
  readonly maxMinor: number
  /** The amount must be a multiple of this; null for any. What is typed is fitted when it is taken: see `fitted`. */
  readonly stepMinor?: number | null
  /** Amounts to touch; left out, some are made from the most and the step, and all of it is among them. */
  readonly suggestedMinor?: readonly number[]
  /** Takes the focus when it is shown; on, unless said otherwise. */
  readonly takesFocus?: boolean
}

export function AmountPad(props: AmountPadProps): ReactNode {
  const { label, currency, minor, onChange, maxMinor, stepMinor = null, takesFocus = true } = props
  const t = useText()
  const format = useFormat()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])

  const change = (next: number): void => onChange(Math.min(Math.max(0, next), maxMinor))
  const isAtMost = minor >= maxMinor && maxMinor > 0
  const taken = fitted(minor, { max: maxMinor, step: stepMinor })
  const isOffStep = taken !== minor
  return (
    <div className={classes.pad}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <div className={classes.entry} data-empty={minor === 0}>
        <span className={classes.currency} aria-hidden="true">
          {format.symbol(currency)}
        </span>
        <input
          ref={field}
          id={id}
          className={classes.field}
          inputMode="none"
          autoComplete="off"
          aria-describedby={`${id}-most`}
          value={format.amount(minor, currency)}
          onChange={(event) => change(minorFromText(event.currentTarget.value))}
          // Digits come in from the right, wherever somebody has clicked.
          onSelect={({ currentTarget }) => currentTarget.setSelectionRange(99, 99)}
        />
        {minor === 0 ? null : (
          <IconButton label={t('kit.pad.clear')} onClick={() => change(0)}>
            <Icon name="close" />
          </IconButton>
        )}
      </div>
      <p id={`${id}-most`} className={classes.most} data-reached={isAtMost || isOffStep}>
        {stepMinor === null || !isOffStep
          ? t('kit.pad.most', { amount: format.money(maxMinor, currency) })
          : t('kit.pad.step', { step: format.money(stepMinor, currency), amount: format.money(taken, currency) })}
      </p>
      <Suggestions {...props} />
      <Keypad
        extra={{
          label: t('kit.pad.zeros'),
          face: decimalsOf(currency) === 0 ? '000' : '00',
          act: () => change(minor * (decimalsOf(currency) === 0 ? 1_000 : 100)),
        }}
        onDigits={(digits) => change(minor * 10 + Number(digits))}
        onBackspace={() => change(Math.floor(minor / 10))}
      />
    </div>
  )
}

function Suggestions({
  currency,
  minor,
  onChange,
  maxMinor,
  stepMinor = null,
  suggestedMinor,
}: AmountPadProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const unit = 10 ** decimalsOf(currency)
  const most = fitted(maxMinor, { max: maxMinor, step: stepMinor })
  const amounts = suggestedMinor ?? suggestions(most, stepMinor, unit * 5)
  if (suggestedMinor?.length === 0) return null
  return (
    <div className={classes.suggestions}>
      {amounts.map((amount) => (
        <button key={amount} type="button" aria-pressed={amount === minor} onClick={() => onChange(amount)}>
          {format.money(amount, currency)}
        </button>
      ))}
      {suggestedMinor === undefined ? (
        <button type="button" aria-pressed={most === minor} disabled={most === 0} onClick={() => onChange(most)}>
          {t('kit.pad.all', { amount: format.money(most, currency) })}
        </button>
      ) : null}
    </div>
  )
}
