// So many hundredths off one line, or off all of them but gift cards.
import { Button, TextInput } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { type ReactNode, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import classes from './discount-dialog.module.css'

const usual = [5, 10, 15, 20, 30, 50]

interface DiscountDialogProps {
  /** Null: the whole basket. */
  readonly line: BasketLine | null
  readonly onClose: () => void
}

export function DiscountDialog({ line, onClose }: DiscountDialogProps): ReactNode {
  useScansWait()
  const t = useText()
  const till = useTill()
  const notify = useNotice()
  const permit = usePermitted()
  const say = useRefusalWords()
  const [text, setText] = useState('')
  const take = async (percent: number): Promise<void> => {
    if (!(await permit('discount'))) return
    const done = await till.selling.discount(line?.id ?? null, percent)
    onClose()
    if (done.ok) notify({ tone: 'good', words: t('sell.discounted', { percent }) })
    else notify({ tone: 'bad', words: say(done.refusal) })
  }
  const isReady = text !== '' && Number(text) <= 100
  return (
    <Dialog
      title={line === null ? t('sell.discount_all') : t('sell.discount_of', { name: line.name })}
      isOpen
      size="small"
      onClose={onClose}
    >
      <div className={classes.usual}>
        {usual.map((percent) => (
          <Button key={percent} variant="default" size="lg" onClick={() => void take(percent)}>
            {t('sell.percent', { percent })}
          </Button>
        ))}
      </div>
      <form
        className={classes.other}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void take(Number(text))
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
      <p className={classes.hint}>{t('sell.discount_hint')}</p>
    </Dialog>
  )
}
