// What only a person can put right: why it stands here, what became of the customer's value, and what to do.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useSnapshot, useTill } from '../../frame/till.tsx'
import type { StaffItem } from '../../runtime/snapshot.ts'
import { useListedWords } from '../parts/listed-value.tsx'
import { Panel, PanelEmpty } from '../parts/panel.tsx'
import { ReceiptLink } from '../parts/receipt-link.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from './journal-screen.module.css'

export function ForStaff(): ReactNode {
  const t = useText()
  const { queue } = useSnapshot()
  const { forStaff } = queue
  return (
    <Panel
      title={t('journal.for_staff')}
      aside={forStaff.length === 0 ? null : t('journal.count', { count: forStaff.length })}
    >
      {forStaff.length === 0 ? (
        <PanelEmpty>{t('journal.for_staff_none')}</PanelEmpty>
      ) : (
        <ul className={classes.items}>
          {forStaff.map((item) => (
            <Item key={item.receiptRef} item={item} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

const notes: Readonly<Partial<Record<StaffItem['state'], string>>> = {
  rejected: 'journal.rejected',
  voided: 'journal.undone_value',
}

/** Of a sale that was recorded as it should be, value of a payment before that may be missing. */
const noteOf = ({ state, listed }: StaffItem): string =>
  notes[state] ?? (listed.length > 0 ? 'journal.not_back' : 'journal.value')

function Item({ item }: { readonly item: StaffItem }): ReactNode {
  const t = useText()
  const { day } = useTill()
  const act = useAct()
  const say = useListedWords()
  const { receiptRef, state, codes, message, listed } = item
  const isRejected = state === 'rejected'
  return (
    <li className={classes.item}>
      <ReceiptLink receiptRef={receiptRef} note={t(noteOf(item))} />
      {listed.map((value) => (
        <p key={value.key} className={classes.value}>
          {say(value).title}
        </p>
      ))}
      <ul className={classes.why}>
        {codes.map((code) => (
          <li key={code}>
            {t([`journal.code.${code}`, 'journal.code.other'])} <span className={classes.code}>{code}</span>
          </li>
        ))}
        {message === null ? null : <li className={classes.code}>{message}</li>}
      </ul>
      <RefusalNotice refusal={act.refusal} />
      {isRejected ? (
        <Button variant="default" disabled={act.isBusy} onClick={() => void act.run(() => day.recordAgain(receiptRef))}>
          {t('journal.send_again')}
        </Button>
      ) : null}
    </li>
  )
}
