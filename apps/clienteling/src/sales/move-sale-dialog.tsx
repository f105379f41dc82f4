// A sale of this member that is somebody else's: find them, see what moves, move it.
import { TextInput } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { CancelButton } from '../portal/cancel-button.tsx'
import { focusFirst } from '../portal/focus-first.ts'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { type FoundMember, useFoundMembers } from '../portal/queries.ts'
import type { Member } from '../member/types.ts'
import { type Sale, whyNotMove } from './move.ts'
import { MovePreview, SaleSummary } from './move-preview.tsx'
import classes from './sales.module.css'
import { useMove } from './use-move.ts'

interface MoveSaleDialogProps {
  readonly sale: Sale
  readonly from: Member
  readonly onClose: () => void
}

function Choice({
  found,
  onChoose,
}: {
  readonly found: readonly FoundMember[]
  readonly onChoose: (member: FoundMember) => void
}): ReactNode {
  const t = useText()
  return (
    <ul className={classes.choices} aria-label={t('search.list')}>
      {found.map((member) => (
        <li key={member.id}>
          <button type="button" className={classes.choice} onClick={() => onChoose(member)}>
            <strong>{member.full_name}</strong>
            <span>{[member.mobile_phone, member.email].filter((part) => part !== null).join(' · ')}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

export function MoveSaleDialog({ sale, from, onClose }: MoveSaleDialogProps): ReactNode {
  const t = useText()
  const { isMoving, move } = useMove()
  const [text, setText] = useState('')
  const [to, setTo] = useState<FoundMember | null>(null)
  const { data } = useFoundMembers(text.trim())
  const others = (data ?? []).filter(({ id }) => id !== from.id)
  // Said at once, before somebody is looked for in vain.
  const whyNever = whyNotMove(sale, '')
  const confirm = async (): Promise<void> => {
    if (to && (await move(sale, to))) onClose()
  }
  return (
    <Dialog
      title={t('move.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <CancelButton onCancel={onClose} />
          <GuardedButton
            permission="move_sale"
            loading={isMoving}
            disabled={to === null || whyNever !== null}
            onAllowed={() => void confirm()}
          >
            {t('move.confirm')}
          </GuardedButton>
        </>
      }
    >
      <SaleSummary sale={sale} />
      {whyNever ? (
        <p className={classes.refused}>{t(`move.cannot.${whyNever}`)}</p>
      ) : (
        <TextInput
          type="search"
          label={t('move.whose')}
          placeholder={t('search.hint')}
          value={to ? to.full_name : text}
          onChange={(event) => {
            setTo(null)
            setText(event.currentTarget.value)
          }}
          autoComplete="off"
          ref={focusFirst}
        />
      )}
      {!to && text.trim() !== '' ? <Choice found={others} onChoose={setTo} /> : null}
      {!to && text.trim() !== '' && data && others.length === 0 ? (
        <p className={classes.note}>{t('search.nobody', { text: text.trim() })}</p>
      ) : null}
      {to ? <MovePreview sale={sale} from={from} to={to} /> : null}
    </Dialog>
  )
}
