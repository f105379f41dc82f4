// Something that has no code: what it is, and what it costs.
import { Button, TextInput } from '@mantine/core'
import { AmountPad } from '@tillside/kit/amount-pad'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill, useTillPart } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import { priceMaxMinor } from './price-dialog.tsx'
import classes from './open-line-dialog.module.css'

export function OpenLineDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  useScansWait()
  const t = useText()
  const till = useTill()
  const notify = useNotice()
  const permit = usePermitted()
  const say = useRefusalWords()
  const { currency } = useTillPart(({ device }) => device.shop)
  const [name, setName] = useState('')
  const [minor, setMinor] = useState(0)
  const isReady = name.trim() !== '' && minor > 0
  const add = async (): Promise<void> => {
    if (!isReady || !(await permit('price_override'))) return
    const added = await till.selling.addOpenLine(name.trim(), minor)
    onClose()
    if (added.ok) notify({ tone: 'good', words: t('scan.added', { name: name.trim() }) })
    else notify({ tone: 'bad', words: say(added.refusal) })
  }
  return (
    <Dialog
      title={t('sell.open_line')}
      isOpen
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('frame.cancel')}
          </Button>
          <Button disabled={!isReady} onClick={() => void add()}>
            {t('sell.add')}
          </Button>
        </>
      }
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
    </Dialog>
  )
}
