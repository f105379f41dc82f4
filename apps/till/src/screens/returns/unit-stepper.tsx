// How many of a line: one more, one less, never more than there are.
import { ActionIcon } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import classes from './unit-stepper.module.css'

interface UnitStepperProps {
  /** What is counted, for whoever hears it. */
  readonly label: string
  readonly units: number
  readonly max: number
  readonly onUnits: (units: number) => void
}

export function UnitStepper({ label, units, max, onUnits }: UnitStepperProps): ReactNode {
  const t = useText()
  return (
    <div className={classes.stepper} role="group" aria-label={label}>
      <ActionIcon
        variant="default"
        aria-label={t('returns.less')}
        disabled={units === 0}
        onClick={() => onUnits(units - 1)}
      >
        <span className={classes.minus} aria-hidden="true" />
      </ActionIcon>
      <output className={classes.units}>{t('returns.units', { units, max })}</output>
      <ActionIcon
        variant="default"
        aria-label={t('returns.more')}
        disabled={units >= max}
        onClick={() => onUnits(units + 1)}
      >
        <Icon name="plus" />
      </ActionIcon>
    </div>
  )
}
