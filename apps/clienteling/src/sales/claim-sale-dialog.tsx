// A sale that was rung up without this member's card: found by the number on its receipt, seen, then theirs.
import { Button, TextInput } from '@mantine/core'
import { Problem } from '@tillside/kit/errors'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import type { Member } from '../member/types.ts'
import { focusFirst } from '../portal/focus-first.ts'
import { Choices } from './choices.tsx'
import { MoveDialog } from './move-dialog.tsx'
import type { Sale } from './move.ts'
import { MovePreview, SaleSummary } from './move-preview.tsx'
import classes from './sales.module.css'
import { receiptTextMax, useOwner, useSalesOfReceipt } from './use-receipt.ts'
import { useSaleWords } from './use-sale-words.ts'

interface ReceiptFormProps {
  readonly typed: string
  readonly isLooking: boolean
  readonly onType: (text: string) => void
  readonly onFind: () => void
}

function ReceiptForm({ typed, isLooking, onType, onFind }: ReceiptFormProps): ReactNode {
  const t = useText()
  return (
    <form
      className={classes.receipt}
      onSubmit={(event) => {
        event.preventDefault()
        onFind()
      }}
    >
      <TextInput
        label={t('claim.receipt')}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        maxLength={receiptTextMax}
        autoComplete="off"
        ref={focusFirst}
      />
      <Button type="submit" variant="default" loading={isLooking} disabled={typed.trim() === ''}>
        {t('claim.find')}
      </Button>
    </form>
  )
}

interface WhichProps {
  readonly sales: readonly Sale[]
  readonly total: number
  readonly onChoose: (sale: Sale) => void
}

/** Which of several sales is on the receipt that somebody holds. */
function Which({ sales, total, onChoose }: WhichProps): ReactNode {
  const t = useText()
  const wordsOf = useSaleWords()
  return (
    <>
      <p className={classes.which}>{t('claim.which', { number: total })}</p>
      {total > sales.length ? <p className={classes.note}>{t('claim.newest', { number: sales.length })}</p> : null}
      <Choices
        label={t('claim.list')}
        items={sales}
        wordsOf={(sale) => {
          const { total: title, place, goods } = wordsOf(sale)
          return { title, detail: [place, goods].filter((part) => part !== '').join(' · ') }
        }}
        onChoose={onChoose}
      />
    </>
  )
}

export function ClaimSaleDialog({ to, onClose }: { readonly to: Member; readonly onClose: () => void }): ReactNode {
  const t = useText()
  const [typed, setTyped] = useState('')
  const [receipt, setReceipt] = useState('')
  const [chosen, setChosen] = useState<Sale | null>(null)
  const { data, error, isFetching, refetch } = useSalesOfReceipt(receipt)
  // What was found must be for what stands there.
  const found = receipt === typed.trim() ? data : undefined
  const isMany = found !== undefined && found.sales.length > 1
  const sale = found && !isMany ? (found.sales[0] ?? null) : found ? chosen : null
  const owner = useOwner(sale)
  const type = (text: string): void => {
    setChosen(null)
    setTyped(text)
  }
  return (
    <MoveDialog
      title={t('claim.title')}
      confirmLabel={t('claim.confirm', { name: to.first_name || to.full_name })}
      sale={owner.data === undefined ? null : sale}
      to={to}
      onClose={onClose}
    >
      <ReceiptForm typed={typed} isLooking={isFetching} onType={type} onFind={() => setReceipt(typed.trim())} />
      {error ? <Problem error={error} value="untouched" onRetry={() => void refetch()} /> : null}
      {owner.error ? <Problem error={owner.error} value="untouched" onRetry={() => void owner.refetch()} /> : null}
      {found?.sales.length === 0 ? <p className={classes.refused}>{t('claim.none', { receipt })}</p> : null}
      {isMany && !sale ? <Which sales={found.sales} total={found.total} onChoose={setChosen} /> : null}
      {sale ? <SaleSummary sale={sale} /> : null}
      {isMany && sale ? (
        <Button variant="subtle" onClick={() => setChosen(null)}>
          {t('claim.another')}
        </Button>
      ) : null}
      {sale && owner.data !== undefined ? <MovePreview sale={sale} from={owner.data} to={to} /> : null}
    </MoveDialog>
  )
}
