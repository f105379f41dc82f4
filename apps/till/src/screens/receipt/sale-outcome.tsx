// What the customer has of the sale: the reward that was used, what was earned, what can be spent now. Until the server has recorded
// the sale these are the till's own figures, and it says so.
import { useText } from '@tillside/kit/i18n'
import { useFormat } from '@tillside/kit/format'
import type { ReactNode } from 'react'

import { useMoney, useTillPart } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { Sum, Sums } from '../parts/sums.tsx'
import { pointsOf } from './receipt-words.ts'

/** What goods that came back take with them only the server knows: until it has said so, half of it would be told wrong. */
const isEarnedShown = ({ points, lines, isVoid }: ReceiptView): boolean => {
  if (isVoid || points === null || (points.earned === 0 && points.takenBack > 0)) return false
  return points.isConfirmed || lines.every(({ quantity }) => quantity > 0)
}

const nothing = { rewardMinor: 0, rewardBackMinor: 0 } as const

export function SaleOutcome({ view }: { readonly view: ReceiptView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const format = useFormat()
  const { memberName, balanceMinor, isVoid } = view
  // A sale that was undone has used nothing and earned nothing.
  const points = isVoid && balanceMinor === null ? null : view.points
  const { rewardMinor, rewardBackMinor } = isVoid ? nothing : view
  const isWaiting = useTillPart(({ queue }) => queue.waiting).includes(view.receiptRef)
  if (points === null && !isWaiting) return null
  return (
    <Panel title={points === null ? t('receipt.recording') : (memberName ?? t('receipt.customer'))}>
      {points === null ? null : (
        <Sums>
          {rewardMinor === 0 ? null : <Sum name={t('receipt.reward_used')} amount={money(rewardMinor)} />}
          {rewardBackMinor === 0 ? null : (
            <Sum name={t('receipt.reward_back')} amount={money(rewardBackMinor)} tone="good" />
          )}
          {isEarnedShown(view) ? (
            <Sum
              name={t(points.isConfirmed ? 'receipt.points_earned' : 'receipt.points_expected')}
              amount={format.points(pointsOf(points.earned))}
              tone="good"
            />
          ) : null}
          {isVoid || points.takenBack === 0 ? null : (
            <Sum name={t('receipt.points_back')} amount={format.points(-pointsOf(points.takenBack))} />
          )}
          {balanceMinor === null ? null : (
            <Sum name={t('receipt.balance')} amount={money(balanceMinor)} weight="total" />
          )}
        </Sums>
      )}
      {isWaiting ? <Notice tone="plain">{t('receipt.waiting')}</Notice> : null}
    </Panel>
  )
}
