import { useText } from '@tillside/kit/i18n'
import { type BasketLine, lineTotal } from '@tillside/pos-sdk/checkout/basket'
import { memo, type ReactNode } from 'react'

import { useMoney } from '../../../frame/till.tsx'
import classes from './basket-row.module.css'

interface BasketRowProps {
  readonly line: BasketLine
  readonly index: number
  readonly canChange: boolean
  /** Of the changes that it was part of last; 0: another line was. */
  readonly turn: number
  readonly onOpen: (lineId: string) => void
  readonly onQuantity: (line: BasketLine, quantity: number) => Promise<void>
}

export const BasketRow = memo(function BasketRow(props: BasketRowProps): ReactNode {
  const { line, index, canChange, turn, onOpen, onQuantity } = props
  const t = useText()
  const money = useMoney()
  const { id, name, quantity } = line
  const total = money(lineTotal(line))
  const isBack = quantity < 0
  return (
    <div className={classes.row}>
      {turn === 0 ? null : <span key={turn} className={classes.flash} />}
      <button
        type="button"
        className={classes.main}
        data-line={index}
        disabled={!canChange}
        aria-label={t('sell.line', { name, count: Math.abs(quantity), total })}
        onClick={() => onOpen(id)}
      >
        <span className={classes.name}>{name}</span>
        <span className={`${classes.price} figures`}>
          <Price line={line} />
        </span>
      </button>
      {canChange && !isBack ? (
        <div className={classes.stepper}>
          <StepButton label={t('sell.one_less', { name })} onStep={() => void onQuantity(line, quantity - 1)}>
            −
          </StepButton>
          <span className={`${classes.quantity} figures`} aria-hidden="true">
            {quantity}
          </span>
          <StepButton label={t('sell.one_more', { name })} onStep={() => void onQuantity(line, quantity + 1)}>
            +
          </StepButton>
        </div>
      ) : (
        <span className={`${classes.fixed} figures`} aria-hidden="true">
          {quantity} ×
        </span>
      )}
      <span className={`${classes.total} figures`} data-back={isBack} aria-hidden="true">
        {total}
      </span>
    </div>
  )
})

/** What one costs, and what it cost before somebody changed that. */
function Price({ line }: { readonly line: BasketLine }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { priceMinor, priceOriginalMinor, returnFor } = line
  if (returnFor !== undefined)
    return <span className={classes.back}>{t('sell.comes_back', { receipt: returnFor.receiptRef })}</span>
  return (
    <>
      {money(priceMinor)}
      {priceOriginalMinor === undefined ? null : <s className={classes.before}>{money(priceOriginalMinor)}</s>}
    </>
  )
}

interface StepButtonProps {
  readonly label: string
  readonly onStep: () => void
  readonly children: string
}

function StepButton({ label, onStep, children }: StepButtonProps): ReactNode {
  return (
    <button type="button" className={classes.step} aria-label={label} onClick={onStep}>
      {children}
    </button>
  )
}
