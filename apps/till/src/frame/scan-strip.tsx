// What came of the last scan, where the eye goes next. It is always there, so that nothing below it moves.
import { useText } from '@tillside/kit/i18n'
import { Icon, type IconName } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { useScanWords } from './scan-words.ts'
import { useTillPart } from './till.tsx'
import type { TillSnapshot } from '../runtime/snapshot.ts'
import type { ScanResult } from '../scan/results.ts'
import classes from './scan-strip.module.css'

const icons = { good: 'check', bad: 'warning', attention: 'lock' } as const satisfies Record<string, IconName>

/** What was scanned for a sale that is not in hand any more says nothing about the next one. */
function scanOfSale({ lastScan, sale, member }: TillSnapshot): ScanResult | null {
  const effect = lastScan?.effect
  if (effect?.kind === 'added' && sale === null) return null
  if (effect?.kind === 'attached' && member?.profileId !== effect.profileId) return null
  return effect?.kind === 'benefit_chosen' && member === null ? null : lastScan
}

export function ScanStrip(): ReactNode {
  const t = useText()
  const scan = useTillPart(scanOfSale)
  const say = useScanWords()
  const said = scan === null ? null : say(scan)
  if (scan === null || said === null) {
    return (
      <p className={classes.strip}>
        <Icon name="scan" />
        <span className={classes.words}>{t('scan.ready')}</span>
      </p>
    )
  }
  return (
    <p key={scan.number} className={classes.strip} data-tone={said.tone}>
      <Icon name={icons[said.tone]} />
      <span className={classes.words}>{said.words}</span>
    </p>
  )
}
