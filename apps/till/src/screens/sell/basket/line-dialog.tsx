// One line: how many, at what price, with how much off. What not everybody may do asks a colleague first.
import { Button, TextInput } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { type BasketLine, lineTotal } from '@tillside/pos-sdk/checkout/basket'
import { unitsMax } from '@tillside/pos-sdk/checkout/limits'
import { type ReactNode, useState } from 'react'

import { usePermitted } from '../../../frame/use-permitted.ts'
import { useMoney, useTill } from '../../../frame/till.tsx'
import { DiscountDialog } from './discount-dialog.tsx'
import { LineFrame } from './line-frame.tsx'
import { PriceDialog } from './price-dialog.tsx'
import { useLineVerbs } from './use-line-verbs.ts'
import classes from './line-dialog.module.css'

interface LineDialogProps {
  readonly line: BasketLine
  readonly onClose: () => void
}

export function LineDialog({ line, onClose }: LineDialogProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const till = useTill()
  const permit = usePermitted()
  const verbs = useLineVerbs()
  const [opened, setOpened] = useState<'price' | 'discount' | null>(null)
  const isBack = line.quantity < 0
  const ask = async (what: 'price' | 'discount'): Promise<void> => {
    if (await permit(what === 'price' ? 'price_override' : 'discount')) setOpened(what)
  }
  const leave = (): void => {
    till.leaveApproval()
    onClose()
  }
  if (opened === 'price') return <PriceDialog line={line} onClose={leave} />
  if (opened === 'discount') return <DiscountDialog line={line} onClose={leave} />
  return (
    <LineFrame
      title={line.name}
      onClose={onClose}
      action={{ label: t('sell.done'), onAct: onClose }}
      otherAction={
        <Button variant="outline" color="red" onClick={() => void verbs.remove(line).then(onClose)}>
          {t('sell.take_out')}
        </Button>
      }
    >
      <div className={classes.body}>
        <p className={classes.figures}>
          <span className={classes.sku}>{line.sku}</span>
          <span className={`${classes.total} figures`}>{money(lineTotal(line))}</span>
        </p>
        {isBack ? null : (
          <>
            <Quantity line={line} onQuantity={(quantity) => void verbs.setQuantity(line, quantity)} onDone={onClose} />
            <div className={classes.more}>
              <Button variant="default" onClick={() => void ask('price')}>
                {t('sell.change_price')}
              </Button>
              <Button variant="default" onClick={() => void ask('discount')}>
                {t('sell.discount')}
              </Button>
            </div>
          </>
        )}
      </div>
    </LineFrame>
  )
}

interface QuantityProps {
  readonly line: BasketLine
  readonly onQuantity: (quantity: number) => void
  readonly onDone: () => void
}

function Quantity({ line: { quantity, name }, onQuantity, onDone }: QuantityProps): ReactNode {
  const t = useText()
  const [text, setText] = useState<string | null>(null)
  const take = (): void => {
    const wished = Number(text)
    if (text !== null && text !== '' && wished > 0 && wished !== quantity) onQuantity(Math.min(wished, unitsMax))
    setText(null)
  }
  return (
    <form
      className={classes.quantity}
      onSubmit={(event) => {
        event.preventDefault()
        take()
        onDone()
      }}
    >
      <button
        type="button"
        className={classes.step}
        aria-label={t('sell.one_less', { name })}
        disabled={quantity < 2}
        onClick={() => onQuantity(quantity - 1)}
      >
        −
      </button>
      <TextInput
        aria-label={t('sell.quantity')}
        className={classes.units}
        inputMode="numeric"
        autoComplete="off"
        data-autofocus
        value={text ?? String(quantity)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 4))}
        onBlur={take}
      />
      <button
        type="button"
        className={classes.step}
        aria-label={t('sell.one_more', { name })}
        onClick={() => onQuantity(quantity + 1)}
      >
        +
      </button>
    </form>
  )
}
