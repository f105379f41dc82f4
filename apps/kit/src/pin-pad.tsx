// A pad for a PIN: with a finger on its keys or at the keyboard. Nobody sees the digits.
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { useText } from './i18n.tsx'
import { Keypad } from './keypad.tsx'
import classes from './pin-pad.module.css'

const digitsMin = 4
const digitsMax = 12

interface PinPadProps {
  /** Whose PIN, for whoever hears the field: "PIN of Grace Okafor". */
  readonly label: string
  /** Called with a PIN of 4 to 12 digits; the pad is empty again at once. */
  readonly onPin: (pin: string) => Promise<void>
  /** What was wrong with the last one; undefined for nothing. */
  readonly fault?: string | undefined
  /** Words of the button. */
  readonly submitLabel: string
}

export function PinPad({ label, onPin, fault, submitLabel }: PinPadProps): ReactNode {
  const t = useText()
  const [pin, setPin] = useState('')
  const [isBusy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  const change = (text: string): void => setPin(text.replaceAll(/\D/g, '').slice(0, digitsMax))
  const submit = async (): Promise<void> => {
    if (pin.length < digitsMin || isBusy) return
    setBusy(true)
    // Whoever has mistyped may begin anew before the answer is there.
    setPin('')
    try {
      await onPin(pin)
    } finally {
      setBusy(false)
      field.current?.focus()
    }
  }
  return (
    <form
      className={classes.pad}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <input
        ref={field}
        className={classes.field}
        type="password"
        // The pad is the keyboard; a phone must not put its own over it.
        inputMode="none"
        autoComplete="off"
        aria-label={label}
        aria-invalid={fault !== undefined}
        aria-describedby="pin-fault"
        value={pin}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Dots count={pin.length} isWrong={fault !== undefined && pin === ''} />
      <p id="pin-fault" className={classes.fault} role="alert">
        {fault}
      </p>
      <Keypad
        extra={{ label: t('kit.pad.clear'), face: 'C', act: () => setPin('') }}
        onDigits={(digits) => change(pin + digits)}
        onBackspace={() => setPin(pin.slice(0, -1))}
      />
      <Button type="submit" size="lg" fullWidth disabled={pin.length < digitsMin || isBusy}>
        {submitLabel}
      </Button>
    </form>
  )
}

/** One for each digit, and places for as many as the shortest PIN has. */
function Dots({ count, isWrong }: { readonly count: number; readonly isWrong: boolean }): ReactNode {
  const places = Math.max(digitsMin, count)
  return (
    <div className={classes.dots} data-wrong={isWrong} aria-hidden="true">
      {Array.from({ length: places }, (_, place) => (
        <span key={place} className={classes.dot} data-filled={place < count} />
      ))}
    </div>
  )
}
