// The basket: what came of the last scan, the lines, and what can be done with all of it.
import { Empty } from '@tillside/kit/empty'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { useTillPart } from '../../../frame/till.tsx'
import { ScanStrip } from '../../../frame/scan-strip.tsx'
import { BasketActions } from './basket-actions.tsx'
import { BasketList } from './basket-list.tsx'
import { LastSale } from './last-sale.tsx'
import { LineDialog } from './line-dialog.tsx'
import classes from './basket-panel.module.css'

export function BasketPanel(): ReactNode {
  const t = useText()
  const lines = useTillPart(({ sale }) => sale?.lines)
  const receiptRef = useTillPart(({ sale }) => sale?.receiptRef)
  const canChange = useTillPart(({ sale }) => sale?.canChange === true)
  const [lineId, setLineId] = useState<string | null>(null)
  const line = lines?.find(({ id }) => id === lineId)
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('sell.basket')}</h2>
        <BasketActions />
      </div>
      <ScanStrip />
      {lines === undefined || lines.length === 0 ? (
        <div className={classes.empty}>
          <LastSale />
          <Empty icon="scan" title={t('sell.basket_empty')} hint={t('sell.basket_empty_words')} />
        </div>
      ) : (
        <BasketList key={receiptRef} lines={lines} canChange={canChange} onOpen={setLineId} />
      )}
      {line === undefined || !canChange ? null : <LineDialog line={line} onClose={() => setLineId(null)} />}
    </>
  )
}
