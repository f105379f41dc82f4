// Whether the server is there, in one line: what still works, what waits, when it last answered, and how far the till has come
// in telling it. Nothing is shown while all is well.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { useAnnounce } from '@tillside/kit/live'
import { instant } from '@tillside/rules/time'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'

import type { TillSnapshot } from '../runtime/snapshot.ts'
import { useTillPart } from './till.tsx'
import classes from './line-banner.module.css'

export function LineBanner(): ReactNode {
  const t = useText()
  const isDiskFull = useTillPart((snapshot) => snapshot.isDiskFull)
  const isElsewhere = useTillPart((snapshot) => snapshot.isElsewhere)
  const isAway = useTillPart(({ queue }) => queue.isServerAway)
  const draining = useTillPart(({ queue }) => queue.draining)
  useToldLine(isAway)
  return (
    <>
      {isElsewhere ? <Line tone="bad">{t('frame.elsewhere')}</Line> : null}
      {isDiskFull ? <Line tone="bad">{t('frame.disk_full')}</Line> : null}
      {isAway ? <Away /> : draining === null ? null : <Draining {...draining} />}
    </>
  )
}

interface LineProps {
  readonly tone: 'bad' | 'attention' | 'good'
  readonly children: ReactNode
}

function Line({ tone, children }: LineProps): ReactNode {
  return (
    <div className={classes.line} data-tone={tone}>
      <Icon name={tone === 'good' ? 'check' : tone === 'bad' ? 'warning' : 'cloud_off'} />
      <div className={classes.words}>{children}</div>
    </div>
  )
}

function Away(): ReactNode {
  const t = useText()
  const format = useFormat()
  const waiting = useTillPart(({ queue }) => queue.waiting.length)
  const heardAt = useTillPart(({ queue }) => queue.heardAt)
  const zone = useTillPart(({ device }) => device.shop.timezone)
  return (
    <Line tone="attention">
      <strong>{t('frame.away')}</strong>{' '}
      <span className={classes.more}>
        {t('frame.away_words')}{' '}
        {heardAt === null ? t('frame.never_heard') : t('frame.heard_at', { time: format.time(instant(heardAt), zone) })}
      </span>{' '}
      <Link className={classes.link} to="/journal">
        {t('frame.waiting', { count: waiting })}
      </Link>
    </Line>
  )
}

function Draining({ done, total }: NonNullable<TillSnapshot['queue']['draining']>): ReactNode {
  const t = useText()
  return (
    <Line tone="good">
      <span className={classes.draining}>
        <span>{t('frame.draining', { done, total })}</span>
        <progress className={classes.progress} aria-label={t('frame.draining_label')} value={done} max={total} />
      </span>
    </Line>
  )
}

function useToldLine(isAway: boolean): void {
  const t = useText()
  const announce = useAnnounce()
  const was = useRef(false)
  const tell = useEffectEvent((isNow: boolean) => {
    if (was.current === isNow) return
    was.current = isNow
    announce(isNow ? `${t('frame.away')} ${t('frame.away_words')}` : t('frame.back'))
  })
  useEffect(() => tell(isAway), [isAway])
}
