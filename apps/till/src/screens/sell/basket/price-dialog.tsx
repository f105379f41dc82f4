// Another price for one line; the ticket price stays on it.
import { Button } from '@mantine/core'
import { AmountPad } from '@tillside/kit/amount-pad'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { amountMaxMinor } from '@tillside/money/money'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { type ReactNode, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useMoney, useTill, useTillPart } from '../../../frame/till.tsx'
import { useScansWait } from '../../../frame/use-scans-wait.ts'

/** More than any shop sells one piece for, and still readable on the pad. */
export const priceMaxMinor = Math.min(amountMaxMinor, 99_999_999)

interface PriceDialogProps {
  readonly line: BasketLine
  readonly onClose: () => void
}

export function PriceDialog({ line, onClose }: PriceDialogProps): ReactNode {
  useScansWait()
  const t = useText()
  const till = useTill()
  const money = useMoney()
  const notify = useNotice()
  const say = useRefusalWords()
  const { currency } = useTillPart(({ device }) => device.shop)
  const original = line.priceOriginalMinor ?? line.priceMinor
  const [minor, setMinor] = useState(line.priceMinor)
  const take = async (): Promise<void> => {
    const done = await till.selling.overridePrice(line.id, minor)
    onClose()
    if (!done.ok) notify({ tone: 'bad', words: say(done.refusal) })
    else notify({ tone: 'good', words: t('sell.price_changed', { name: line.name, price: money(minor) }) })
  }
  return (
    <Dialog
      title={t('sell.price_of', { name: line.name })}
      isOpen
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('frame.cancel')}
          </Button>
          <Button onClick={() => void take()}>{t('sell.take_price')}</Button>
        </>
      }
    >
      <AmountPad
        label={t('sell.price_each')}
        currency={currency}
        minor={minor}
        onChange={setMinor}
        maxMinor={priceMaxMinor}
        suggestedMinor={[original]}
      />
    </Dialog>
  )
}
