import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { useEffect, useEffectEvent, useRef } from 'react'

import { useMoney } from '../../frame/till.tsx'

/** Three scans in a row are one piece of news. */
const settledMs = 700

/** Reads the total out once it has come to rest. */
export function useAnnouncedTotal(lines: number, dueMinor: number): void {
  const t = useText()
  const money = useMoney()
  const announce = useAnnounce()
  const said = useRef(dueMinor)
  const say = useEffectEvent(() => {
    said.current = dueMinor
    announce(t('sell.total_now', { total: money(dueMinor) }))
  })
  useEffect(() => {
    if (lines === 0) {
      said.current = 0
      return undefined
    }
    if (said.current === dueMinor) return undefined
    const timer = setTimeout(() => say(), settledMs)
    return () => clearTimeout(timer)
  }, [lines, dueMinor])
}
