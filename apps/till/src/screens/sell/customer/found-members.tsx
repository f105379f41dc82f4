import { useText } from '@tillside/kit/i18n'
import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import type { KeyboardEvent, ReactNode, Ref } from 'react'

import { useMoney } from '../../../frame/till.tsx'
import classes from './found-members.module.css'

interface FoundMembersProps {
  readonly ref: Ref<HTMLUListElement>
  readonly members: readonly KnownMember[]
  readonly onChoose: (member: KnownMember) => void
}

/** Arrows go from one to the next, and from the first back to the field. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step]
  event.preventDefault()
  if (next) next.focus()
  else if (step < 0) event.currentTarget.closest('dialog')?.querySelector('input')?.focus()
}

export function FoundMembers({ ref, members, onChoose }: FoundMembersProps): ReactNode {
  const t = useText()
  const money = useMoney()
  return (
    // The buttons inside are the controls; the arrows between them are heard here.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul ref={ref} className={classes.members} aria-label={t('customer.found')} onKeyDown={walk}>
      {members.map((member) => (
        <li key={member.profileId}>
          <button type="button" className={classes.member} onClick={() => onChoose(member)}>
            <span className={classes.words}>
              <span className={classes.name}>{member.fullName}</span>
              <span className={classes.reach}>
                {[member.mobilePhone, member.email].filter((reach) => reach !== null).join(' · ')}
              </span>
            </span>
            <span className={`${classes.balance} figures`}>{money(member.combinedMinor)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
