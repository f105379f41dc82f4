// An amount that is typed as at every till: figures come in from the right, the last two are cents.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useEffect, useId, useRef } from 'react'

import classes from './amount-field.module.css'

/** More than any drawer holds, and far below what is still counted exactly. */
const digitsMax = 10

/** Null for no figure at all. */
export function minorOfDigits(text: string): number | null {
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '').slice(0, digitsMax)
  return digits === '' ? null : Number(digits)
}

interface AmountFieldProps {
  /** Null: nothing was typed. */
  readonly minor: number | null
  /** What counts then. */
  readonly emptyMinor: number
  readonly currency: string
  /** What taking it would do, in a few words. */
  readonly outcome: string
  readonly onChange: (minor: number | null) => void
}

export function AmountField({ minor, emptyMinor, currency, outcome, onChange }: AmountFieldProps): ReactNode {
  const t = useText()
  const outcomeId = useId()
  const { amount } = useFormat()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  return (
    <label className={classes.field}>
      <span className={classes.name}>
        {t('pay.amount')}
        <span id={outcomeId} className={classes.outcome}>
          {outcome}
        </span>
      </span>
      <input
        ref={field}
        className={classes.input}
        // The keys below are the keyboard; a phone must not put its own over them.
        inputMode="none"
        autoComplete="off"
        aria-label={t('pay.amount')}
        aria-describedby={outcomeId}
        placeholder={amount(emptyMinor, currency)}
        value={minor === null ? '' : amount(minor, currency)}
        onChange={(event) => onChange(minorOfDigits(event.currentTarget.value))}
      />
    </label>
  )
}
