// A sale that was rung up without this member's card: found by the number on its receipt, seen, then theirs.
import { Button, TextInput } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { Problem } from '@tillside/kit/errors'
import { useText } from '@tillside/kit/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import type { Member } from '../member/types.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { focusFirst } from '../portal/focus-first.ts'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { usePortal } from '../portal/portal.tsx'
import { whyNotMove } from './move.ts'
import { MovePreview, SaleSummary } from './move-preview.tsx'
import classes from './sales.module.css'
import { useMove } from './use-move.ts'

/** The sale with this number on its receipt, and whose it is; null: there is none. */
function useSaleOfReceipt(receipt: string) {
  const { client } = usePortal()
  return useQuery({
    queryKey: ['receipt', receipt],
    enabled: receipt !== '',
    queryFn: async () => {
      const { items } = await client.transactions.list({ filter: { receipt_ref: receipt }, sort: '-id', pageSize: 1 })
      const sale = items[0] ?? (await client.transactions.findByExternalId(receipt))
      if (!sale) return null
      return { sale, owner: sale.profile_id === null ? null : await client.profiles.read(sale.profile_id) }
    },
    staleTime: 0,
    gcTime: 0,
  })
}

export function ClaimSaleDialog({ to, onClose }: { readonly to: Member; readonly onClose: () => void }): ReactNode {
  const t = useText()
  const { isMoving, move } = useMove()
  const [typed, setTyped] = useState('')
  const [receipt, setReceipt] = useState('')
  const { data, error, isFetching, refetch } = useSaleOfReceipt(receipt)
  const sale = receipt === typed.trim() ? data?.sale : undefined
  const confirm = async (): Promise<void> => {
    if (sale && (await move(sale, to))) onClose()
  }
  return (
    <Dialog
      title={t('claim.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <CancelButton onCancel={onClose} />
          <GuardedButton
            permission="move_sale"
            loading={isMoving}
            disabled={!sale || whyNotMove(sale, to.id) !== null}
            onAllowed={() => void confirm()}
          >
            {t('claim.confirm', { name: to.first_name })}
          </GuardedButton>
        </>
      }
    >
      <form
        className={classes.receipt}
        onSubmit={(event) => {
          event.preventDefault()
          setReceipt(typed.trim())
        }}
      >
        <TextInput
          label={t('claim.receipt')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          ref={focusFirst}
        />
        <Button type="submit" variant="default" loading={isFetching} disabled={typed.trim() === ''}>
          {t('claim.find')}
        </Button>
      </form>
      {error ? <Problem error={error} value="untouched" onRetry={() => void refetch()} /> : null}
      {data === null && receipt === typed.trim() ? (
        <p className={classes.refused}>{t('claim.none', { receipt })}</p>
      ) : null}
      {sale ? <SaleSummary sale={sale} /> : null}
      {sale ? <MovePreview sale={sale} from={data?.owner ?? null} to={to} /> : null}
    </Dialog>
  )
}
