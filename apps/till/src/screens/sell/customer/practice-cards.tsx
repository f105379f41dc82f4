// Cards to practise with: a touch is a scan.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useTillPart } from '../../../frame/till.tsx'
import { useScanned } from '../../../frame/use-heard-scans.ts'
import classes from './customer-panel.module.css'
import { practiceMembers } from '../../../training/practice-members.ts'

export function PracticeCards(): ReactNode {
  const { currency } = useTillPart(({ device }) => device.shop)
  const t = useText()
  const scanned = useScanned()
  return (
    <div className={classes.ways} role="group" aria-label={t('training.cards')}>
      {practiceMembers(currency).map(({ card, fullName }) => (
        <Button key={card} variant="default" onClick={() => void scanned(card)}>
          {t('training.scan_card', { name: fullName })}
        </Button>
      ))}
    </div>
  )
}
