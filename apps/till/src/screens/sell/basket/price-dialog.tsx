// Another price for one line; the ticket price stays on it.
import { AmountPad } from '@tillside/kit/amount-pad'
import { useText } from '@tillside/kit/i18n'
import { amountMaxMinor } from '@tillside/money/money'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { type ReactNode, useState } from 'react'

import { useMoney, useTill, useTillPart } from '../../../frame/till.tsx'
import { LineFrame, useAnswered } from './line-frame.tsx'

/** More than any shop sells one piece for, and still readable on the pad. */
export const priceMaxMinor = Math.min(amountMaxMinor, 99_999_999)

interface PriceDialogProps {
  readonly line: BasketLine
  readonly onClose: () => void
}

export function PriceDialog({ line, onClose }: PriceDialogProps): ReactNode {
  const t = useText()
  const till = useTill()
  const money = useMoney()
  const answered = useAnswered(onClose)
  const { currency } = useTillPart(({ device }) => device.shop)
  const original = line.priceOriginalMinor ?? line.priceMinor
  const [minor, setMinor] = useState(line.priceMinor)
  const take = async (): Promise<void> => {
    const done = await till.selling.overridePrice(line.id, minor)
    answered(done, t('sell.price_changed', { name: line.name, price: money(minor) }))
  }
  return (
    <LineFrame
      title={t('sell.price_of', { name: line.name })}
      onClose={onClose}
      action={{ label: t('sell.take_price'), onAct: () => void take() }}
    >
      <AmountPad
        label={t('sell.price_each')}
        currency={currency}
        minor={minor}
        onChange={setMinor}
        maxMinor={priceMaxMinor}
        suggestedMinor={[original]}
      />
    </LineFrame>
  )
}
