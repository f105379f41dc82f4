// Something did not work: what it was, and above all what has become of the customer's value.
import { Button } from '@mantine/core'
import { BusyError, ClientError, FaultError, ForbiddenError, NoAnswerError } from '@tillside/pos-sdk/client/errors'
import type { ReactNode } from 'react'

import { useText } from './i18n.tsx'
import { Note } from './note.tsx'

/**
 * `untouched`: nothing was taken. `coming_back`: it was taken and is on its way back. `kept`: it stays redeemed for this
 * sale. `unknown`: the till finds out by itself. `none`: no value was in play, and nothing is said of it.
 */
export type ValueFate = 'untouched' | 'coming_back' | 'kept' | 'unknown' | 'none'

interface ProblemProps {
  readonly error: unknown
  readonly value: ValueFate
  /** What was tried, in the words of the screen: "The reward was not redeemed". Left out: by the kind of the error. */
  readonly title?: string
  readonly onRetry?: () => void
}

type Kind = 'no_answer' | 'busy' | 'forbidden' | 'fault' | 'refused' | 'surprise'

function kindOf(error: unknown): Kind {
  if (error instanceof NoAnswerError) return 'no_answer'
  if (error instanceof BusyError) return 'busy'
  if (error instanceof ForbiddenError) return 'forbidden'
  if (error instanceof FaultError) return 'fault'
  return error instanceof ClientError ? 'refused' : 'surprise'
}

export function Problem({ error, value, title, onRetry }: ProblemProps): ReactNode {
  const t = useText()
  const kind = kindOf(error)
  const code = error instanceof ClientError ? error.code : null
  return (
    <div role="alert">
      <Note
        kind="bad"
        icon="warning"
        title={title ?? t(`kit.problem.${kind}.title`)}
        actions={
          onRetry === undefined ? undefined : (
            <Button variant="default" onClick={onRetry}>
              {t('kit.try_again')}
            </Button>
          )
        }
      >
        <p>{t(`kit.problem.${kind}.text`)}</p>
        {value === 'none' ? null : <p>{t(`kit.problem.value.${value}`)}</p>}
        {code === null ? null : <p className="figures">{t('kit.problem.code', { code })}</p>}
      </Note>
    </div>
  )
}
