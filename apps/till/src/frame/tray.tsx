// Scans that wait, since the sale could not change when they came: each is taken or left by a person, and none is forgotten.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import type { TrayItem } from '../scan/results.ts'
import { useNotice } from './notices.tsx'
import { useRefusalWords } from './refusals.ts'
import { useTill, useTillPart } from './till.tsx'
import classes from './tray.module.css'

export function Tray(): ReactNode {
  const t = useText()
  const tray = useTillPart((snapshot) => snapshot.tray)
  if (tray.length === 0) return null
  return (
    <div className={classes.tray}>
      <h2 className={classes.title}>
        <Icon name="scan" />
        {t('scan.tray', { count: tray.length })}
      </h2>
      <ul className={classes.items}>
        {tray.map((item) => (
          <Waiting key={item.id} item={item} />
        ))}
      </ul>
    </div>
  )
}

function Waiting({ item }: { readonly item: TrayItem }): ReactNode {
  const t = useText()
  const till = useTill()
  const notify = useNotice()
  const say = useRefusalWords()
  const state = useTillPart(({ sale }) => sale?.state ?? 'open')
  const canTake = state === 'open'
  const { id, meaning, text } = item
  const name = (meaning.kind === 'product' ? till.catalogue.findByCode(meaning.code)?.title : undefined) ?? text
  const take = async (): Promise<void> => {
    const taken = await till.scans.take(id)
    if (!taken.ok) notify({ tone: 'bad', words: say(taken.refusal) })
  }
  return (
    <li className={classes.item}>
      <span className={classes.name}>{name}</span>
      <Button size="sm" disabled={!canTake} aria-label={t('scan.take_it', { name })} onClick={() => void take()}>
        {t('scan.take')}
      </Button>
      <Button
        size="sm"
        variant="default"
        aria-label={t('scan.leave_it', { name })}
        onClick={() => void till.scans.discard(id)}
      >
        {t('scan.leave')}
      </Button>
    </li>
  )
}
