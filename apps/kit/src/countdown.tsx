// The time that is left, by a clock that is passed in: the server's, where the server decides.
import type { Instant } from '@tillside/rules/time'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import classes from './countdown.module.css'
import { useText } from './i18n.tsx'
import { useAnnounce } from './live.tsx'

interface CountdownProps {
  readonly until: Instant
  /** `client.serverNow` where the server's clock counts. */
  readonly now: () => Instant
  /** How long it was at first, for the bar; without it there is none. */
  readonly totalMs?: number
  /** What ends then: "Can be reversed for". Stands before the time, and is read with it. */
  readonly label: string
  readonly onEnd?: () => void
}

/** Told at these, and not every second. */
const toldSeconds = new Set([300, 60, 10])

const leftSeconds = (until: Instant, now: Instant): number => Math.max(0, Math.ceil((until - now) / 1000))

const clockText = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

export function Countdown({ until, now, totalMs, label, onEnd }: CountdownProps): ReactNode {
  const t = useText()
  const announce = useAnnounce()
  const [seconds, setSeconds] = useState(() => leftSeconds(until, now()))
  const tick = useEffectEvent(() => {
    const left = leftSeconds(until, now())
    if (left === seconds) return
    setSeconds(left)
    if (toldSeconds.has(left)) announce(`${label} ${t('kit.seconds', { count: left })}`)
    if (left === 0) onEnd?.()
  })
  useEffect(() => {
    // Four times a second, so that no second is shown for two.
    const timer = setInterval(() => tick(), 250)
    return () => clearInterval(timer)
  }, [])
  const share = totalMs === undefined ? undefined : Math.min(1, (seconds * 1000) / totalMs)
  return (
    <div className={classes.countdown} role="timer" data-soon={seconds <= 60}>
      <span>
        {label} <span className={classes.time}>{clockText(seconds)}</span>
      </span>
      {share === undefined ? null : (
        <span className={classes.track} aria-hidden="true">
          <span className={classes.bar} style={{ transform: `scaleX(${share})` }} />
        </span>
      )}
    </div>
  )
}
