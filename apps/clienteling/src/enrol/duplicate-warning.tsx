// Somebody who is there already: the way to them, and where a number is shared, the way to enrol all the same.
import { Button, Checkbox } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Duplicate } from '../member/form.ts'
import classes from './enrol.module.css'

interface SharedProps {
  readonly asSecondary: boolean
  readonly onAsSecondary: (asSecondary: boolean) => void
}

interface DuplicateWarningsProps extends SharedProps {
  readonly duplicates: readonly Duplicate[]
}

export const DuplicateWarnings = ({ duplicates, ...shared }: DuplicateWarningsProps): ReactNode =>
  duplicates.map((duplicate) => <DuplicateWarning key={duplicate.profileId} duplicate={duplicate} {...shared} />)

interface DuplicateWarningProps extends SharedProps {
  readonly duplicate: Duplicate
}

function DuplicateWarning({ duplicate, asSecondary, onAsSecondary }: DuplicateWarningProps): ReactNode {
  const t = useText()
  const { fullName, by, profileId } = duplicate
  return (
    <div role="group" className={classes.warning} aria-label={t('duplicate.title', { name: fullName })}>
      <p className={classes.warned}>
        <strong>{t('duplicate.title', { name: fullName })}</strong>
        <span>{t(`duplicate.by.${by}`)}</span>
      </p>
      <Link className={classes.open} to="/profile/$profileId" params={{ profileId }} search>
        {t('duplicate.open', { name: fullName })}
      </Link>
      {by === 'mobile_phone' ? (
        <Checkbox
          label={t('duplicate.as_secondary')}
          checked={asSecondary}
          onChange={(event) => onAsSecondary(event.currentTarget.checked)}
        />
      ) : null}
    </div>
  )
}

/** It is not known whether they are there already. */
export function NotLooked({ onAgain }: { readonly onAgain: () => void }): ReactNode {
  const t = useText()
  return (
    <div role="alert">
      <Note
        kind="attention"
        icon="warning"
        title={t('duplicate.not_looked')}
        actions={
          <Button variant="default" onClick={onAgain}>
            {t('kit.try_again')}
          </Button>
        }
      >
        <p>{t('duplicate.not_looked_words')}</p>
      </Note>
    </div>
  )
}
