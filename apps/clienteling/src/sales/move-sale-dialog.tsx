// A sale of this member that is somebody else's: find them, see what moves, move it.
import { TextInput } from '@mantine/core'
import { Problem } from '@tillside/kit/errors'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { focusFirst } from '../portal/focus-first.ts'
import { type FoundMember, searchTextMax, useFoundMembers } from '../portal/queries.ts'
import type { Member } from '../member/types.ts'
import { useRested } from '../search/use-rested.ts'
import { Choices } from './choices.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { type Sale, whyNotMove } from './move.ts'
import { MovePreview, SaleSummary } from './move-preview.tsx'
import classes from './sales.module.css'

interface MoveSaleDialogProps {
  readonly sale: Sale
  readonly from: Member
  readonly onClose: () => void
}

const wordsOf = ({ full_name: title, mobile_phone: phone, email }: FoundMember) => ({
  title,
  detail: [phone, email].filter((part) => part !== null).join(' · '),
})

export function MoveSaleDialog({ sale, from, onClose }: MoveSaleDialogProps): ReactNode {
  const t = useText()
  const [text, setText] = useState('')
  const [to, setTo] = useState<FoundMember | null>(null)
  const { data, error, refetch } = useFoundMembers(useRested(text.trim()))
  const others = (data ?? []).filter(({ id }) => id !== from.id)
  const isChoosing = !to && text.trim() !== ''
  // Said at once, before somebody is looked for in vain.
  const whyNever = whyNotMove(sale, '')
  return (
    <MoveDialog title={t('move.title')} confirmLabel={t('move.confirm')} sale={sale} to={to} onClose={onClose}>
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
          maxLength={searchTextMax}
          autoComplete="off"
          ref={focusFirst}
        />
      )}
      {isChoosing && error ? (
        <div className={classes.problem}>
          <Problem error={error} value="none" title={t('move.not_found')} onRetry={() => void refetch()} />
        </div>
      ) : null}
      {isChoosing ? <Choices label={t('search.list')} items={others} wordsOf={wordsOf} onChoose={setTo} /> : null}
      {isChoosing && data && others.length === 0 ? (
        <p className={classes.note}>{t('search.nobody', { text: text.trim() })}</p>
      ) : null}
      {to ? <MovePreview sale={sale} from={from} to={to} /> : null}
    </MoveDialog>
  )
}
