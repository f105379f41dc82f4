// The window in which a sale is given to somebody: what leads there is its content, and its end is always the same: who may, gives
// the sale that was found to the member who was found.
import { Dialog } from '@tillside/kit/dialog'
import type { ReactNode } from 'react'

import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { type Sale, whyNotMove } from './move.ts'
import { type Recipient, useMove } from './use-move.ts'

interface MoveDialogProps {
  readonly title: string
  readonly confirmLabel: string
  /** Null until it is known which. */
  readonly sale: Sale | null
  /** Null until it is known whom. */
  readonly to: Recipient | null
  readonly onClose: () => void
  readonly children: ReactNode
}

export function MoveDialog({ title, confirmLabel, sale, to, onClose, children }: MoveDialogProps): ReactNode {
  const { isMoving, move } = useMove()
  const confirm = async (): Promise<void> => {
    if (sale && to && (await move(sale, to))) onClose()
  }
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          <CancelButton onCancel={onClose} />
          <GuardedButton
            permission="move_sale"
            loading={isMoving}
            disabled={!sale || !to || whyNotMove(sale, to.id) !== null}
            onAllowed={() => void confirm()}
          >
            {confirmLabel}
          </GuardedButton>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
