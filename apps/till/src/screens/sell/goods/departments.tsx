import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import type { Department } from '../../../catalogue/catalogue.ts'
import classes from './departments.module.css'

interface DepartmentsProps {
  readonly departments: readonly Department[]
  /** Null: all of them. */
  readonly chosen: string | null
  readonly onChoose: (name: string | null) => void
}

export function Departments({ departments, chosen, onChoose }: DepartmentsProps): ReactNode {
  const t = useText()
  if (departments.length < 2) return null
  const names = [null, ...departments.map(({ name }) => name)]
  return (
    <div className={classes.departments} role="group" aria-label={t('sell.departments')}>
      {names.map((name) => (
        <button
          key={name ?? ''}
          type="button"
          className={classes.department}
          aria-pressed={name === chosen}
          onClick={() => onChoose(name)}
        >
          {name ?? t('sell.all')}
        </button>
      ))}
    </div>
  )
}
