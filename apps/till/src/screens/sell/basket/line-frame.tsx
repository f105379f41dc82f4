// The frame of every question about a line: its title, the one thing that is done at the right of its foot, and the other way
// out at the left. Scans wait while it is open.
import { Button } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import type { Outcome } from '@tillside/rules/outcome'
import type { ReactNode } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useScansWait } from '../../../frame/use-scans-wait.ts'

interface LineFrameProps {
  readonly title: string
  readonly onClose: () => void
  /** Left out: the body has a button for each thing that can be done. */
  readonly action?: { readonly label: string; readonly onAct: () => void; readonly isDisabled?: boolean }
  /** Beside the action; left out: to leave everything as it is. */
  readonly otherAction?: ReactNode
  readonly children: ReactNode
}

export function LineFrame({ title, onClose, action, otherAction, children }: LineFrameProps): ReactNode {
  useScansWait()
  const t = useText()
  const leave = (
    <Button variant="default" onClick={onClose}>
      {t('frame.cancel')}
    </Button>
  )
  const footer =
    action === undefined ? undefined : (
      <>
        {otherAction ?? leave}
        <Button disabled={action.isDisabled === true} onClick={action.onAct}>
          {action.label}
        </Button>
      </>
    )
  return (
    <Dialog title={title} isOpen size="small" onClose={onClose} footer={footer}>
      {children}
    </Dialog>
  )
}

/** Closes the question, and says over the screen what came of it. */
export function useAnswered(onClose: () => void): (outcome: Outcome<unknown>, words: string) => void {
  const notify = useNotice()
  const say = useRefusalWords()
  return (outcome, words) => {
    onClose()
    notify(outcome.ok ? { tone: 'good', words } : { tone: 'bad', words: say(outcome.refusal) })
  }
}
