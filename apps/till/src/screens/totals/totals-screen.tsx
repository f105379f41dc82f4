// What the day came to, and its end. Counted from the receipts of this till; what waits for the server is in it already.
import { Button, SegmentedControl } from '@mantine/core'
import { Empty } from '@tillside/kit/empty'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { instant } from '@tillside/rules/time'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { useSnapshot, useTill } from '../../frame/till.tsx'
import { dayBefore } from '../../totals/totals.ts'
import { PrintSheet } from '../parts/print-sheet.tsx'
import { Columns, Screen } from '../parts/screen.tsx'
import { DayEnding } from './day-ending.tsx'
import { DayFigures } from './day-figures.tsx'
import { DayReceipts } from './day-receipts.tsx'
import classes from './totals-screen.module.css'

export function TotalsScreen(): ReactNode {
  const t = useText()
  const format = useFormat()
  const navigate = useNavigate()
  const { day } = useTill()
  // What is sold while somebody looks is counted.
  useSnapshot()
  const today = day.today()
  const [chosen, setChosen] = useState(today)
  const totals = day.totals(chosen)
  const receipts = day.receipts(chosen)
  const date = format.date(instant(Date.parse(`${chosen}T12:00:00Z`)), 'UTC')
  const print = (): void => window.print()
  useShortcut('F4', t('totals.print'), print)
  return (
    <Screen
      title={t('totals.title')}
      hint={date}
      backLabel={t('totals.to_sale')}
      onBack={() => void navigate({ to: '/' })}
    >
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('totals.day')}
          value={chosen}
          data={[
            { value: today, label: t('totals.today') },
            { value: dayBefore(today), label: t('totals.yesterday') },
          ]}
          onChange={setChosen}
        />
        <Button variant="default" rightSection={<Shortcut keys="F4" />} onClick={print}>
          {t('totals.print')}
        </Button>
      </div>
      {totals.receipts === 0 && totals.voided === 0 && totals.tenders.length === 0 ? (
        <>
          <Empty icon="receipt" title={t('totals.empty')} hint={t('totals.empty_hint')} />
          {chosen === today ? <DayEnding totals={totals} /> : null}
        </>
      ) : (
        <Columns>
          <DayFigures totals={totals} />
          <PrintSheet>
            <p className={classes.paperTitle}>
              {t('totals.title')} · {date}
            </p>
            <DayFigures totals={totals} />
          </PrintSheet>
          <div className={classes.stack}>
            {chosen === today ? <DayEnding totals={totals} /> : null}
            {receipts.length === 0 ? null : <DayReceipts receipts={receipts} />}
          </div>
        </Columns>
      )}
    </Screen>
  )
}
