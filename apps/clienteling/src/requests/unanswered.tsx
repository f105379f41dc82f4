// Asks without an answer, above everything else: value may have moved. A page that was loaded anew looks by itself for value that an
// earlier one was to take; whether it is still to be taken a person says, who sees how much, whose, and since when.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'

import { GuardedButton } from '../portal/guarded-button.tsx'
import { useAskAgainRefusal } from '../redeem/use-limits.ts'
import { takesValue } from './asks.ts'
import type { Kept } from './kept.ts'
import classes from './unanswered.module.css'
import { useAsking, useUnanswered } from './use-requests.ts'
import { useUnansweredWords } from './use-unanswered-words.ts'

interface PanelProps {
  readonly kept: Kept
  readonly onAskAgain: () => void
  readonly onLeave: () => void
}

function Panel({ kept, onAskAgain, onLeave }: PanelProps): ReactNode {
  const t = useText()
  const refusal = useAskAgainRefusal(kept)
  const words = useUnansweredWords(kept, refusal)
  const announce = useAnnounce()
  const sayWords = useEffectEvent(() => announce(words, 'assertive'))
  useEffect(() => sayWords(), [])
  return (
    <section className={classes.panel} aria-label={t('unanswered.title')}>
      <p className={classes.words}>{words}</p>
      <div className={classes.choices}>
        {takesValue(kept.ask) ? (
          <>
            {refusal === null ? (
              <GuardedButton permission="redeem" onAllowed={onAskAgain}>
                {t('unanswered.ask_again')}
              </GuardedButton>
            ) : null}
            <Button variant="default" onClick={onLeave}>
              {t('unanswered.leave')}
            </Button>
          </>
        ) : (
          <Button onClick={onAskAgain}>{t('unanswered.ask_again')}</Button>
        )}
      </div>
    </section>
  )
}

export function Unanswered(): ReactNode {
  const unanswered = useUnanswered()
  const { isAsking, settle, askAgain, leave } = useAsking()
  const found = useRef([...unanswered])

  useEffect(() => {
    // Those that were there when the page was loaded; taken once, since an effect may run twice.
    for (const kept of found.current.splice(0)) void settle(kept)
  }, [settle])

  const [first] = unanswered
  if (!first || isAsking) return null
  return (
    <Panel key={first.key} kept={first} onAskAgain={() => void askAgain(first)} onLeave={() => void leave(first)} />
  )
}
