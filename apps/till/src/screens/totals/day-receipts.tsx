// The receipts of a day, the last one first: to look at, to print again, to undo.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'
import { Button } from '@mantine/core'

import { useMoney, useTillPart } from '../../frame/till.tsx'
import type { DayReceipt } from '../../totals/totals.ts'
import { Panel } from '../parts/panel.tsx'
import { ReceiptLink, ReceiptList } from '../parts/receipt-link.tsx'

/** A day of a thousand sales is not drawn at once. */
const shownAtFirst = 12

export function DayReceipts({ receipts }: { readonly receipts: readonly DayReceipt[] }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { time } = useFormat()
  const { timezone } = useTillPart(({ device }) => device.shop)
  const [shown, setShown] = useState(shownAtFirst)
  return (
    <Panel title={t('totals.of_day')}>
      <ReceiptList>
        {receipts.slice(0, shown).map(({ receiptRef, soldAt, totalMinor, status }) => (
          <li key={receiptRef}>
            <ReceiptLink
              receiptRef={receiptRef}
              note={[time(soldAt, timezone), ...(status === 'recorded' ? [] : [t(`totals.status.${status}`)])].join(
                ' · ',
              )}
              amount={money(totalMinor)}
            />
          </li>
        ))}
      </ReceiptList>
      {receipts.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(shown * 4)}>
          {t('totals.more', { count: receipts.length - shown })}
        </Button>
      ) : null}
    </Panel>
  )
}
