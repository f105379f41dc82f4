// Sales of which the server has still to hear something: that they were closed, or undone, or that shares of rewards go back. They
// are safe on this till; nobody has to do anything.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useState } from 'react'

import { useSnapshot, useTill } from '../../frame/till.tsx'
import type { QueueView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel, PanelEmpty } from '../parts/panel.tsx'
import { ReceiptLink, ReceiptList } from '../parts/receipt-link.tsx'
import classes from './journal-screen.module.css'

/** One that was undone before the server has recorded it is named once. */
const waitingOf = ({ waiting, refunding, undoing }: QueueView): { receiptRef: string; note: string }[] => [
  ...[...waiting, ...refunding]
    .filter((receiptRef) => !undoing.includes(receiptRef))
    .map((receiptRef) => ({ receiptRef, note: waiting.includes(receiptRef) ? 'journal.safe' : 'journal.refunding' })),
  ...undoing.map((receiptRef) => ({ receiptRef, note: 'journal.undone' })),
]

export function Waiting(): ReactNode {
  const t = useText()
  const { day } = useTill()
  const { queue } = useSnapshot()
  const [isBusy, setBusy] = useState(false)
  const { isServerAway, draining } = queue
  const waiting = waitingOf(queue)
  const send = async (): Promise<void> => {
    setBusy(true)
    await day.drain()
    setBusy(false)
  }
  const isEnabled = !isBusy && waiting.length > 0
  useShortcut('F8', t('journal.send'), () => void send(), { isEnabled })
  return (
    <Panel
      title={t('journal.waiting')}
      aside={waiting.length === 0 ? null : t('journal.count', { count: waiting.length })}
    >
      {waiting.length === 0 ? <PanelEmpty>{t('journal.waiting_none')}</PanelEmpty> : null}
      {isServerAway ? (
        <Notice tone="attention" title={t('journal.away_title')}>
          {t('journal.away')}
        </Notice>
      ) : null}
      {draining === null ? null : (
        <progress
          className={classes.progress}
          max={draining.total}
          value={draining.done}
          aria-label={t('journal.draining', draining)}
        />
      )}
      <ReceiptList>
        {waiting.map(({ receiptRef, note }) => (
          <li key={receiptRef}>
            <ReceiptLink receiptRef={receiptRef} note={t(note)} />
          </li>
        ))}
      </ReceiptList>
      {waiting.length === 0 ? null : (
        <Button size="lg" disabled={!isEnabled} rightSection={<Shortcut keys="F8" />} onClick={() => void send()}>
          {t('journal.send')}
        </Button>
      )}
    </Panel>
  )
}
