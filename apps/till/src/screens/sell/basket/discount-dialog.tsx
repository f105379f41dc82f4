// So many hundredths off one line, or off all of them but gift cards. Of one line it says from which price, and what that makes.
import { Button, TextInput } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { type ReactNode, useState } from 'react'

import { useMoney, useTill } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { discounted } from '../../../selling/basket-edits.ts'
import { LineFrame, useAnswered } from './line-frame.tsx'
import classes from './discount-dialog.module.css'

const usual = [5, 10, 15, 20, 30, 50]

interface DiscountDialogProps {
  /** Null: the whole basket. */
  readonly line: BasketLine | null
  readonly onClose: () => void
}

export function DiscountDialog({ line, onClose }: DiscountDialogProps): ReactNode {
  const t = useText()
  const till = useTill()
  const money = useMoney()
  const permit = usePermitted()
  const answered = useAnswered(onClose)
  const baseMinor = line === null ? null : till.selling.discountBase(line)
  const take = async (percent: number): Promise<void> => {
    if (!(await permit('discount'))) return
    const done = await till.selling.discount(line?.id ?? null, percent)
    if (line === null || baseMinor === null) return answered(done, t('sell.discounted', { percent }))
    const [base, price] = [money(baseMinor), money(discounted(baseMinor, percent))]
    answered(done, t('sell.discounted_line', { name: line.name, percent, base, price }))
  }
  return (
    <LineFrame
      title={line === null ? t('sell.discount_all') : t('sell.discount_of', { name: line.name })}
      onClose={onClose}
    >
      {line === null || baseMinor === null ? null : (
        <p className={classes.from}>
          <strong className="figures">{t('sell.discount_from', { price: money(baseMinor) })}</strong>
          {line.priceMinor === baseMinor ? null : (
            <span className="figures">{t('sell.discount_now', { price: money(line.priceMinor) })}</span>
          )}
        </p>
      )}
      <div className={classes.usual}>
        {usual.map((percent) => (
          <Percent key={percent} percent={percent} baseMinor={baseMinor} onTake={() => void take(percent)} />
        ))}
      </div>
      <OtherPercent onTake={(percent) => void take(percent)} />
      <p className={classes.hint}>{t(line === null ? 'sell.discount_all_hint' : 'sell.discount_hint')}</p>
    </LineFrame>
  )
}

interface PercentProps {
  readonly percent: number
  /** Null: of many prices. */
  readonly baseMinor: number | null
  readonly onTake: () => void
}

function Percent({ percent, baseMinor, onTake }: PercentProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const price = baseMinor === null ? null : money(discounted(baseMinor, percent))
  return (
    <Button
      variant="default"
      size="lg"
      className={classes.percent}
      aria-label={price === null ? undefined : t('sell.percent_makes', { percent, price })}
      onClick={onTake}
    >
      <span className={classes.both}>
        <span>{t('sell.percent', { percent })}</span>
        {price === null ? null : <span className={`${classes.makes} figures`}>{price}</span>}
      </span>
    </Button>
  )
}

function OtherPercent({ onTake }: { readonly onTake: (percent: number) => void }): ReactNode {
  const t = useText()
  const [text, setText] = useState('')
  const isReady = text !== '' && Number(text) <= 100
  return (
    <form
      className={classes.other}
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) onTake(Number(text))
      }}
    >
      <TextInput
        className={classes.field}
        label={t('sell.percent_typed')}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        rightSection="%"
        onChange={(event) => setText(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 3))}
      />
      <Button type="submit" disabled={!isReady}>
        {t('sell.take_discount')}
      </Button>
    </form>
  )
}
