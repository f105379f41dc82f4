// What can be done with the basket as a whole.
import { Button } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { Icon } from '@tillside/kit/icon'
import { IconButton } from '@tillside/kit/icon-button'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill, useTillPart } from '../../../frame/till.tsx'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import { kindOf, useValueWords } from '../../parts/value-words.ts'
import { DiscountDialog } from './discount-dialog.tsx'
import { OpenLineDialog } from './open-line-dialog.tsx'
import classes from './basket-actions.module.css'

type Opened = 'discount' | 'open_line' | 'clear' | null

export function BasketActions(): ReactNode {
  const t = useText()
  const park = usePark()
  const [opened, setOpened] = useState<Opened>(null)
  const sale = useTillPart(({ sale: inHand }) => inHand)
  const isBegun = sale !== null
  const canChange = sale === null || sale.canChange
  const hasLines = isBegun && sale.lines.length > 0
  const canPark = isBegun && sale.state !== 'paying'
  useShortcut('F6', t('sell.park'), () => void park(), { isEnabled: canPark })
  const close = (): void => setOpened(null)
  return (
    <div className={classes.actions}>
      <IconButton label={t('sell.open_line')} isDisabled={!canChange} onClick={() => setOpened('open_line')}>
        <Icon name="plus" size={1.375} />
      </IconButton>
      <IconButton
        label={t('sell.discount_all')}
        isDisabled={!canChange || !hasLines}
        onClick={() => setOpened('discount')}
      >
        <span className={classes.percent} aria-hidden="true">
          %
        </span>
      </IconButton>
      <IconButton label={t('sell.clear')} isDisabled={!canPark} onClick={() => setOpened('clear')}>
        <Icon name="close" size={1.375} />
      </IconButton>
      <Button variant="default" disabled={!canPark} rightSection={<Shortcut keys="F6" />} onClick={() => void park()}>
        {t('sell.park')}
      </Button>
      {opened === 'discount' ? <DiscountDialog line={null} onClose={close} /> : null}
      {opened === 'open_line' ? <OpenLineDialog onClose={close} /> : null}
      {opened === 'clear' ? <ClearDialog onClose={close} /> : null}
    </div>
  )
}

function usePark(): () => Promise<void> {
  const till = useTill()
  const t = useText()
  const notify = useNotice()
  const say = useRefusalWords()
  const name = useValueWords()
  return async () => {
    const reward = till.getSnapshot().sale?.reward ?? null
    const parked = await till.selling.park()
    if (!parked.ok) return notify({ tone: 'bad', words: say(parked.refusal) })
    notify({
      tone: 'good',
      words: reward === null ? t('sell.parked') : t(`sell.parked_${kindOf(reward)}`, { value: name(reward) }),
    })
  }
}

function ClearDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  useScansWait()
  const t = useText()
  const till = useTill()
  const name = useValueWords()
  const notify = useNotice()
  const say = useRefusalWords()
  const reward = useTillPart(({ sale }) => sale?.reward ?? null)
  // A benefit by its name; a reward by its amount, with the benefits that were used with it.
  const held = reward === null ? null : { kind: kindOf(reward), words: { value: name(reward) } }
  const clear = async (): Promise<void> => {
    const cleared = await till.selling.cancel('cleared by the cashier')
    onClose()
    if (!cleared.ok) notify({ tone: 'bad', words: say(cleared.refusal) })
    else notify({ tone: 'good', words: held ? t(`sell.cleared_${held.kind}`, held.words) : t('sell.cleared') })
  }
  return (
    <Dialog
      title={t('sell.clear_title')}
      isOpen
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('sell.keep')}
          </Button>
          <Button color="red" onClick={() => void clear()}>
            {t('sell.clear')}
          </Button>
        </>
      }
    >
      <p>{held ? t(`sell.clear_words_${held.kind}`, held.words) : t('sell.clear_words')}</p>
    </Dialog>
  )
}
