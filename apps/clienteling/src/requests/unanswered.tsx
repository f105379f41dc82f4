// Asks without an answer, above everything else: value may have moved. A page that was loaded anew asks again by itself, once;
// after that a person does.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useEffect, useRef } from 'react'

import classes from './unanswered.module.css'
import { useAsking, useUnanswered } from './use-requests.ts'

export function Unanswered(): ReactNode {
  const t = useText()
  const unanswered = useUnanswered()
  const { isAsking, askAgain } = useAsking()
  const found = useRef([...unanswered])

  useEffect(() => {
    // Those that were there when the page was loaded; taken once, since an effect may run twice.
    for (const kept of found.current.splice(0)) void askAgain(kept)
  }, [askAgain])

  const [first] = unanswered
  if (!first || isAsking) return null
  return (
    <section className={classes.panel} aria-label={t('unanswered.title')}>
      <p className={classes.words}>{t(`unanswered.${first.ask.kind}`)}</p>
      <Button onClick={() => void askAgain(first)}>{t('unanswered.ask_again')}</Button>
    </section>
  )
}
