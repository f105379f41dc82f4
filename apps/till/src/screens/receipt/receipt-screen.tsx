// The sale is closed: what goes over the counter, what the customer has of it, and the receipt in every form.
import { useText } from '@tillside/kit/i18n'
import { SkeletonLines } from '@tillside/kit/skeletons'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useTill } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'
import { EmptyScreen } from '../parts/empty-screen.tsx'
import { PrintSheet } from '../parts/print-sheet.tsx'
import { Columns, Screen } from '../parts/screen.tsx'
import { ChangeDue } from './change-due.tsx'
import { NextSale } from './next-sale.tsx'
import { Paper } from './paper.tsx'
import { PrintPanel } from './print-panel.tsx'
import { SaleOutcome } from './sale-outcome.tsx'
import { UndoSale } from './undo-sale.tsx'
import { useReceipt } from './use-receipt.ts'
import classes from './receipt-screen.module.css'

export function ReceiptScreen(): ReactNode {
  const { ref: receiptRef } = useParams({ from: '/receipt/$ref' })
  const t = useText()
  const navigate = useNavigate()
  const { receipts } = useTill()
  const found = useReceipt(receiptRef)
  const toSale = (): void => {
    receipts.hide()
    void navigate({ to: '/' })
  }
  if (found.kind === 'unknown') {
    const words = { missing: t('receipt.unknown', { receiptRef }), hint: t('receipt.unknown_hint') }
    return (
      <EmptyScreen
        title={t('receipt.title')}
        icon="receipt"
        {...words}
        action={t('receipt.to_sale')}
        onAction={toSale}
      />
    )
  }
  return (
    <Screen title={t('receipt.title')} hint={receiptRef} backLabel={t('receipt.to_sale')} onBack={toSale}>
      {found.kind === 'opening' ? (
        <SkeletonLines count={12} />
      ) : (
        <Shown view={found.view} onNext={toSale} onUndone={() => void found.again()} />
      )}
    </Screen>
  )
}

interface ShownProps {
  readonly view: ReceiptView
  readonly onNext: () => void
  readonly onUndone: () => void
}

function Shown({ view, onNext, onUndone }: ShownProps): ReactNode {
  return (
    <Columns>
      <div className={classes.stack}>
        <ChangeDue view={view} />
        {/* Of a sale that was undone the money comes before the next customer. */}
        {view.isVoid ? <UndoSale view={view} onUndone={onUndone} /> : null}
        <NextSale onNext={onNext} />
        <SaleOutcome view={view} />
        <PrintPanel view={view} />
        {view.isVoid ? null : <UndoSale view={view} onUndone={onUndone} />}
      </div>
      <div className={classes.ground}>
        <Paper view={view} />
      </div>
      <PrintSheet>
        <Paper view={view} />
      </PrintSheet>
    </Columns>
  )
}
