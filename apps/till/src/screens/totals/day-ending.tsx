// The day is closed: everything is said to the server that can be said, and what was set aside for redeeming without it goes back.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { useSnapshot, useTill } from '../../frame/till.tsx'
import type { DayEnd } from '../../totals/day-desk.ts'
import type { DayTotals } from '../../totals/totals.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from './totals-screen.module.css'
import { UnfinishedNotices, useUnfinished } from './unfinished.tsx'

export function DayEnding({ totals }: { readonly totals: DayTotals }): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const { day } = useTill()
  const { queue } = useSnapshot()
  const unfinished = useUnfinished()
  const act = useAct()
  const [end, setEnd] = useState<DayEnd | null>(null)
  const waiting = totals.waiting + totals.comingBack
  const close = async (): Promise<void> => setEnd(await act.run(() => day.end()))
  return (
    <Panel title={t('totals.end.title')}>
      {waiting === 0 ? null : (
        <Notice tone="attention" title={t('totals.end.waiting', { count: waiting })}>
          {t(queue.isServerAway ? 'totals.end.waiting_away' : 'totals.end.waiting_words')}
        </Notice>
      )}
      <UnfinishedNotices {...unfinished} />
      {queue.forStaff.length === 0 ? null : (
        <Notice tone="attention">{t('totals.end.for_staff', { count: queue.forStaff.length })}</Notice>
      )}
      <RefusalNotice refusal={act.refusal} />
      {end === null ? null : <Ended words={wordsOf(end, waiting, unfinished.isNone && totals.rejected === 0)} />}
      <div className={classes.end}>
        <p className={classes.plain}>{t('totals.end.words')}</p>
        <div className={classes.keys}>
          <Button size="lg" disabled={act.isBusy} onClick={() => void close()}>
            {t(act.isBusy ? 'totals.end.busy' : 'totals.end.close')}
          </Button>
          <Button size="lg" variant="default" onClick={() => void navigate({ to: '/journal' })}>
            {t('totals.end.queue')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** The server has everything, or something waits for it, or for whoever stands here. */
function wordsOf(end: DayEnd, waiting: number, isNothingOpen: boolean): 'done' | 'again' | 'open' {
  if (!isNothingOpen) return 'open'
  return waiting === 0 && end.allowancesWaiting === 0 ? 'done' : 'again'
}

function Ended({ words }: { readonly words: ReturnType<typeof wordsOf> }): ReactNode {
  const t = useText()
  return <Notice tone={words === 'done' ? 'good' : 'attention'}>{t(`totals.end.${words}`)}</Notice>
}
