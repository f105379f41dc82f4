// Something that has no code: what it is, and what it costs.
import { TextInput } from '@mantine/core'
import { AmountPad } from '@tillside/kit/amount-pad'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { useTill, useTillPart } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { LineFrame, useAnswered } from './line-frame.tsx'
import { priceMaxMinor } from './price-dialog.tsx'
import classes from './open-line-dialog.module.css'

export function OpenLineDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText()
  const till = useTill()
  const permit = usePermitted()
  const answered = useAnswered(onClose)
  const { currency } = useTillPart(({ device }) => device.shop)
  const [name, setName] = useState('')
  const [minor, setMinor] = useState(0)
  const isReady = name.trim() !== '' && minor > 0
  const add = async (): Promise<void> => {
    if (!isReady || !(await permit('price_override'))) return
    const added = await till.selling.addOpenLine(name.trim(), minor)
    answered(added, t('scan.added', { name: name.trim() }))
  }
  return (
    <LineFrame
      title={t('sell.open_line')}
      onClose={onClose}
      action={{ label: t('sell.add'), onAct: () => void add(), isDisabled: !isReady }}
    >
      <div className={classes.fields}>
        <TextInput
          label={t('sell.open_line_name')}
          value={name}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <AmountPad
          label={t('sell.price_each')}
          currency={currency}
          minor={minor}
          onChange={setMinor}
          maxMinor={priceMaxMinor}
          suggestedMinor={[]}
          takesFocus={false}
        />
      </div>
    </LineFrame>
  )
}
