// Twelve keys for a finger: digits as on a telephone, one key of the pad's own, and one that takes the last digit back. The
// keyboard has these already, so Tab goes past them.
import type { ReactNode } from 'react'

import { useText } from './i18n.tsx'
import { Icon } from './icon.tsx'
import classes from './keypad.module.css'

interface ExtraKey {
  readonly label: string
  /** What is printed on it. */
  readonly face: string
  readonly act: () => void
}

interface KeypadProps {
  /** The key at the bottom left. */
  readonly extra: ExtraKey
  readonly onDigits: (digits: string) => void
  readonly onBackspace: () => void
}

export function Keypad({ extra, onDigits, onBackspace }: KeypadProps): ReactNode {
  const t = useText()
  return (
    <div className={classes.keys}>
      {Array.from('123456789', (digit) => (
        <Key key={digit} act={() => onDigits(digit)}>
          {digit}
        </Key>
      ))}
      <Key label={extra.label} act={extra.act} isQuiet>
        {extra.face}
      </Key>
      <Key act={() => onDigits('0')}>0</Key>
      <Key label={t('kit.pad.backspace')} act={onBackspace} isQuiet>
        <Icon name="backspace" size={1.375} />
      </Key>
    </div>
  )
}

interface KeyProps {
  readonly label?: string
  readonly act: () => void
  /** Not a digit. */
  readonly isQuiet?: boolean
  readonly children: ReactNode
}

function Key({ label, act, isQuiet = false, children }: KeyProps): ReactNode {
  return (
    <button
      type="button"
      className={classes.key}
      data-quiet={isQuiet}
      aria-label={label}
      tabIndex={-1}
      // The field keeps the focus, and with it what is typed next.
      onPointerDown={(event) => event.preventDefault()}
      onClick={act}
    >
      {children}
    </button>
  )
}
