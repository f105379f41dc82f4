// A sale that should not have been: everything that it did is undone, also at the server. Not everybody may; somebody who may can
// allow it with their own PIN.
import { Button } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { usePermitted } from '../../frame/use-permitted.ts'
import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'
import { isSaidByCard } from '../pay/card-panel.tsx'
import { GiveBackList } from '../pay/give-back-list.tsx'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
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
  if (view.isVoid) return <Undone receiptRef={view.receiptRef} />
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

/** What became of it, and each amount that is still to change hands. */
function Undone({ receiptRef }: { readonly receiptRef: string }): ReactNode {
  const t = useText()
  const { day } = useTill()
  const { queue, toGiveBack } = useSnapshot()
  const act = useAct()
  const isForStaff = queue.forStaff.some((item) => item.receiptRef === receiptRef)
  const words = queue.undoing.includes(receiptRef) ? 'done_waits' : isForStaff ? 'done_staff' : 'done'
  return (
    <>
      <Notice tone="attention" title={t('receipt.undo.done_title')}>
        {t(`receipt.undo.${day.isUndoneLater(receiptRef) ? 'in_its_day' : 'in_no_total'}`)} {t(`receipt.undo.${words}`)}
      </Notice>
      <Panel title={t('receipt.undo.money')}>
        <RefusalNotice refusal={isSaidByCard(act.refusal) ? null : act.refusal} />
        <GiveBackList owed={toGiveBack.filter((owed) => owed.receiptRef === receiptRef)} act={act} />
      </Panel>
    </>
  )
}

/** More came back than was bought: the customer was paid. */
const wordsFor = (totalMinor: number): string =>
  totalMinor > 0 ? 'receipt.undo.words' : totalMinor < 0 ? 'receipt.undo.words_back' : 'receipt.undo.words_even'

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
  const { totalMinor, rewardMinor, rewardBackMinor } = view
  return (
    <div className={classes.stack}>
      <p className={classes.plain}>{t(wordsFor(totalMinor), { total: money(Math.abs(totalMinor)) })}</p>
      {rewardMinor === 0 ? null : (
        <p className={classes.plain}>{t('receipt.undo.reward', { reward: money(rewardMinor) })}</p>
      )}
      {rewardBackMinor === 0 ? null : (
        <p className={classes.plain}>{t('receipt.undo.reward_back', { reward: money(rewardBackMinor) })}</p>
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
