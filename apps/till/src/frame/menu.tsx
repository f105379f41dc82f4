// Everything that is not the sale in hand: one key, one list.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Icon, type IconName } from '@tillside/kit/icon'
import { IconButton } from '@tillside/kit/icon-button'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import type { TillSnapshot } from '../runtime/snapshot.ts'
import { useScansWait } from './use-scans-wait.ts'
import { useTillPart } from './till.tsx'
import { usePractice } from './use-practice.ts'
import classes from './menu.module.css'

type Place = '/' | '/parked' | '/returns' | '/totals' | '/journal' | '/settings'

const places = [
  ['sell', '/', 'scan', null],
  ['parked', '/parked', 'pause', 'F9'],
  ['returns', '/returns', 'give_back', 'F7'],
  ['totals', '/totals', 'receipt', null],
  ['journal', '/journal', 'queue', null],
  ['settings', '/settings', 'settings', null],
] as const satisfies readonly (readonly [string, Place, IconName, string | null])[]

/** Sales that the server would not have as they are, and money that is still to be given back. */
const needingSomebody = ({ queue, toGiveBack }: TillSnapshot): number => queue.forStaff.length + toGiveBack.length

export function Menu(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const forStaff = useTillPart(needingSomebody)
  useShortcut('F10', t('frame.menu'), () => setOpen(true))
  useShortcut('F9', t('frame.parked'), () => void navigate({ to: '/parked' }))
  useShortcut('F7', t('frame.returns'), () => void navigate({ to: '/returns' }))
  return (
    <>
      <span className={classes.opener} data-news={forStaff > 0}>
        <IconButton label={t(forStaff > 0 ? 'frame.menu_news' : 'frame.menu')} onClick={() => setOpen(true)}>
          <svg className={classes.bars} viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 7h16M4 12h16M4 17h16" />
          </svg>
        </IconButton>
      </span>
      {isOpen ? <MenuDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function MenuDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const practice = usePractice()
  const parked = useTillPart(({ setAside }) => setAside.length)
  const forStaff = useTillPart(needingSomebody)
  useScansWait()
  const counts: Readonly<Record<string, number>> = { parked, journal: forStaff }
  return (
    <Dialog title={t('frame.menu')} isOpen onClose={onClose}>
      <ul className={classes.items}>
        {places.map(([name, to, icon, keys]) => (
          <Item
            key={name}
            icon={icon}
            label={t(`frame.${name}`)}
            count={counts[name] ?? 0}
            keys={keys}
            onChoose={() => {
              onClose()
              void navigate({ to })
            }}
          />
        ))}
        <Item
          icon="screen"
          label={t('frame.customer_window')}
          onChoose={() => {
            onClose()
            window.open('/till/customer', 'tillside-customer', 'popup,width=1024,height=768')
          }}
        />
        <Item
          icon="practice"
          label={t(practice.isOn ? 'training.end' : 'training.begin')}
          onChoose={() => {
            onClose()
            void (practice.isOn ? practice.end() : practice.begin())
          }}
        />
      </ul>
    </Dialog>
  )
}

interface ItemProps {
  readonly icon: IconName
  readonly label: string
  readonly count?: number
  readonly keys?: string | null
  readonly onChoose: () => void
}

function Item({ icon, label, count = 0, keys = null, onChoose }: ItemProps): ReactNode {
  return (
    <li>
      <button type="button" className={classes.item} onClick={onChoose}>
        <Icon name={icon} size={1.5} />
        <span className={classes.label}>{label}</span>
        {count > 0 ? <span className={`${classes.count} figures`}>{count}</span> : null}
        {keys === null ? null : <Shortcut keys={keys} />}
      </button>
    </li>
  )
}
