// Who this is, and what is done with the whole person: attach to the sale, edit.
import { Button } from '@mantine/core'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { parseUtc } from '@tillside/rules/time'
import type { ReactNode } from 'react'

import { hasSale } from '../launch/launch.ts'
import { cardsOf, initialsOf } from '../member/glance.ts'
import type { Member } from '../member/types.ts'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useAttach } from './use-attach.ts'
import classes from './profile-head.module.css'

function Contact({ member }: { readonly member: Member }): ReactNode {
  const t = useText()
  const format = useFormat()
  const { timezone } = usePortal().device.shop
  const joinedAt = parseUtc(member.joined_at)
  const parts = [
    member.mobile_phone_national_prefix ?? member.mobile_phone,
    member.email,
    ...cardsOf(member)
      .slice(0, 1)
      .map(({ ending }) => t('profile.card', { ending })),
    joinedAt === null ? null : t('profile.since', { date: format.date(joinedAt, timezone) }),
    member.joined_location?.name ?? null,
  ].filter((part) => part !== null)
  return (
    <ul className={classes.contact}>
      {parts.map((part) => (
        <li key={part}>{part}</li>
      ))}
    </ul>
  )
}

export function ProfileHead({ member, onEdit }: { readonly member: Member; readonly onEdit: () => void }): ReactNode {
  const t = useText()
  const { launch } = usePortal()
  const { isAttaching, attach } = useAttach(member)
  useShortcut('F2', t('profile.edit'), onEdit)
  return (
    <header className={classes.head}>
      <span className={classes.initials} aria-hidden="true">
        {initialsOf(member.full_name)}
      </span>
      <div className={classes.who}>
        <div className={classes.named}>
          <h1 className={classes.name}>{member.full_name}</h1>
          {[...member.statuses, ...member.tags].map((label) => (
            <span key={label} className={classes.label}>
              {label}
            </span>
          ))}
        </div>
        <Contact member={member} />
      </div>
      <div className={classes.actions}>
        <Button variant="default" rightSection={<Shortcut keys="F2" />} onClick={onEdit}>
          {t('profile.edit')}
        </Button>
        {hasSale(launch) ? (
          <GuardedButton
            permission="sell"
            shortcut={{ key: 'F8', label: t('attach.button') }}
            loading={isAttaching}
            onAllowed={() => void attach()}
          >
            {t('attach.button')}
          </GuardedButton>
        ) : null}
      </div>
    </header>
  )
}
