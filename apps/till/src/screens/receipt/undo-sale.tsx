// A sale that should not have been: everything that it did is undone, also at the server. Not everybody may; somebody who may can
// allow it with their own PIN.
import { Button } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { usePermitted } from '../../frame/use-permitted.ts'
import { useMoney, useTill } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'
import { Notice } from '../parts/notice.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from './receipt-screen.module.css'

interface UndoSaleProps {
  readonly view: ReceiptView
  readonly onUndone: () => void
}

export function UndoSale({ view, onUndone }: UndoSaleProps): ReactNode {
  const t = useText()
  const till = useTill()
  const permit = usePermitted()
  const [isAsking, setAsking] = useState(false)
  if (view.isVoid) {
    return (
      <Notice tone="attention" title={t('receipt.undo.done_title')}>
        {t('receipt.undo.done')}
      </Notice>
    )
  }
  const ask = async (): Promise<void> => setAsking(await permit('void_sale'))
  const leave = (): void => {
    till.leaveApproval()
    setAsking(false)
  }
  return (
    <>
      <Button size="md" variant="subtle" color="red" onClick={() => void ask()}>
        {t('receipt.undo.title')}
      </Button>
      <Dialog title={t('receipt.undo.title')} isOpen={isAsking} onClose={leave} size="small">
        <Confirm view={view} onUndone={onUndone} onClose={leave} />
      </Dialog>
    </>
  )
}

function Confirm({ view, onUndone, onClose }: UndoSaleProps & { readonly onClose: () => void }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { day } = useTill()
  const act = useAct()
  const undo = async (): Promise<void> => {
    if ((await act.run(() => day.voidSale(view.receiptRef, 'undone_at_till'))) === null) return
    onClose()
    onUndone()
  }
  const { totalMinor, rewardMinor } = view
  return (
    <div className={classes.stack}>
      <p className={classes.plain}>{t('receipt.undo.words', { total: money(totalMinor) })}</p>
      {rewardMinor === 0 ? null : (
        <p className={classes.plain}>{t('receipt.undo.reward', { reward: money(rewardMinor) })}</p>
      )}
      <RefusalNotice refusal={act.refusal} />
      <Button size="lg" color="red" disabled={act.isBusy} onClick={() => void undo()}>
        {t('receipt.undo.confirm')}
      </Button>
      <Button size="lg" variant="default" onClick={onClose}>
        {t('receipt.undo.keep')}
      </Button>
    </div>
  )
}
