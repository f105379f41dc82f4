// A sale in a list: its receipt's number, what else is known of it, and the way to its receipt.
import { UnstyledButton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import classes from './receipt-link.module.css'

interface ReceiptLinkProps {
  readonly receiptRef: string
  readonly note?: string | undefined
  readonly amount?: string | undefined
}

export function ReceiptLink({ receiptRef, note, amount }: ReceiptLinkProps): ReactNode {
  const navigate = useNavigate()
  const open = (): void => void navigate({ to: '/receipt/$ref', params: { ref: receiptRef } })
  return (
    <UnstyledButton className={classes.link} onClick={open}>
      <span className={classes.what}>
        <span className={classes.number}>{receiptRef}</span>
        {note === undefined ? null : <span className={classes.note}>{note}</span>}
      </span>
      {amount === undefined ? null : <span className={`figures ${classes.amount}`}>{amount}</span>}
    </UnstyledButton>
  )
}

export const ReceiptList = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <ul className={classes.list}>{children}</ul>
)
