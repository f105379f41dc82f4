// Those whom a text means. A list of links: arrow keys walk it, Enter opens, and above the first one is the field again.
import { Empty } from '@tillside/kit/empty'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { SkeletonRows } from '@tillside/kit/skeletons'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent, ReactNode, Ref } from 'react'

import { EnrolLink } from '../enrol/enrol-link.tsx'
import { initialsOf } from '../member/glance.ts'
import { minorOf } from '../portal/amounts.ts'
import { usePortal } from '../portal/portal.tsx'
import type { FoundMember } from '../portal/queries.ts'
import classes from './search.module.css'

interface FoundProps {
  readonly ref: Ref<HTMLDivElement>
  readonly text: string
  /** What stands in the field by now. */
  readonly typed: string
  /** Undefined while nobody was looked for, or the first answer is on its way. */
  readonly found: readonly FoundMember[] | undefined
  /** The arrow key went above the first one. */
  readonly onLeave: () => void
}

/** Up and down walk the links; above the first is the field. */
function walk(event: KeyboardEvent<HTMLElement>, onLeave: () => void): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...(event.currentTarget.closest('ul')?.querySelectorAll('a') ?? [])]
  const at = links.findIndex((link) => link === document.activeElement)
  event.preventDefault()
  const next = links[event.key === 'ArrowDown' ? at + 1 : at - 1]
  if (next) next.focus()
  else if (event.key === 'ArrowUp') onLeave()
}

interface FoundRowProps {
  readonly member: FoundMember
  /** The arrow key went above the first one. */
  readonly onLeave: () => void
}

function FoundRow({ member, onLeave }: FoundRowProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const { currency } = usePortal().device.shop
  const contact = [member.mobile_phone, member.email].filter((text) => text !== null).join(' · ')
  return (
    <li>
      <Link
        to="/profile/$profileId"
        params={{ profileId: member.id }}
        search
        className={classes.row}
        onKeyDown={(event) => walk(event, onLeave)}
      >
        <span className={classes.initials} aria-hidden="true">
          {initialsOf(member.full_name)}
        </span>
        <span className={classes.who}>
          <span className={classes.name}>{member.full_name}</span>
          <span className={classes.contact}>{contact}</span>
        </span>
        <span className={classes.balance}>
          <span className="figures">{format.money(minorOf(member.combined_balance_dollars, currency), currency)}</span>
          <span className={classes.matched}>{t(`search.matched.${member.matched_by}`)}</span>
        </span>
      </Link>
    </li>
  )
}

export function Found({ ref, text, typed, found, onLeave }: FoundProps): ReactNode {
  const t = useText()
  if (text === '')
    return (
      <Empty
        icon="search"
        title={t('search.begin.title')}
        hint={t('search.begin.words')}
        action={<EnrolLink searched={typed} />}
      />
    )
  if (!found)
    return (
      <div className={classes.list}>
        <SkeletonRows count={3} />
      </div>
    )
  if (found.length === 0)
    return (
      <Empty
        icon="person"
        title={t('search.nobody', { text })}
        hint={t('search.nobody_words')}
        action={<EnrolLink searched={typed} />}
      />
    )
  return (
    <div ref={ref}>
      <ul className={classes.list} aria-label={t('search.list')}>
        {found.map((member) => (
          <FoundRow key={member.id} member={member} onLeave={onLeave} />
        ))}
      </ul>
      <p className={classes.other}>
        {t('search.none_of_these')} <EnrolLink searched={typed} variant="subtle" />
      </p>
    </div>
  )
}
