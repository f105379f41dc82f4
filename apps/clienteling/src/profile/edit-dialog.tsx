// Changing what is known of a member. Only what was changed is sent.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { ClientError } from '@tillside/pos-sdk/client/errors'
import { type ReactNode, useState } from 'react'

import { findMember } from '../member/find.ts'
import { changeBody, formOfMember, type MemberForm } from '../member/form.ts'
import { MemberFields } from '../member/member-fields.tsx'
import type { Member } from '../member/types.ts'
import classes from './edit-dialog.module.css'
import { type Field, rebase } from '../member/rebase.ts'
import { useMemberForm } from '../member/use-member-form.ts'
import { askTwice } from '../portal/ask-twice.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain } from '../portal/queries.ts'
import { reasonOf } from '../portal/reasons.ts'

/** What somebody else made of the fields that were changed here as well. */
function Clashes({ fields, now }: { readonly fields: readonly Field[]; readonly now: MemberForm }): ReactNode {
  const t = useText()
  if (fields.length === 0) return null
  const valueOf = (field: Field): string => {
    const [kind, name] = field.split('.') as [string, keyof MemberForm & keyof MemberForm['optIns']]
    if (kind === 'field') return now[name] === '' ? t('edit.empty') : now[name]
    return t(`opt_in.${now.optIns[name] === null ? 'unasked' : now.optIns[name] ? 'yes' : 'no'}`)
  }
  return (
    <div role="alert" className={classes.clashes}>
      <Note kind="attention" icon="warning" title={t('edit.clash')}>
        <ul>
          {fields.map((field) => (
            <li key={field}>{`${t(field)}: ${valueOf(field)}`}</li>
          ))}
        </ul>
        <p>{t('edit.clash_words')}</p>
      </Note>
    </div>
  )
}

export function EditDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }): ReactNode {
  const t = useText()
  const say = useNotice()
  const { client } = usePortal()
  const readAgain = useReadAgain()
  const [before, setBefore] = useState(() => formOfMember(member))
  const { form, change, problems, check, refuse } = useMemberForm(before)
  const [isSaving, setSaving] = useState(false)
  const [clashes, setClashes] = useState<readonly Field[]>([])

  /** What is sent: the own changes of what is there now. Null where there is nothing to send, or somebody has to decide first. */
  const look = async (): Promise<'clash' | { form: MemberForm; body: ReturnType<typeof changeBody> }> => {
    const found = await findMember(client, member.id)
    // The change itself says that the member is not there.
    if (found.kind !== 'there') return { form, body: changeBody(before, form) }
    const now = formOfMember(found.member)
    const rebased = rebase(before, form, now)
    setBefore(now)
    setClashes(rebased.clashes)
    change(rebased.form)
    return rebased.clashes.length > 0 ? 'clash' : { form: rebased.form, body: changeBody(now, rebased.form) }
  }
  const save = async (): Promise<void> => {
    if (!check()) return
    if (!changeBody(before, form)) return onClose()
    setSaving(true)
    try {
      const looked = await look()
      if (looked === 'clash') return
      const { body } = looked
      if (body) await askTwice(() => client.profiles.change(member.id, body))
      const name = `${looked.form.first_name} ${looked.form.last_name}`.trim()
      say({ tone: 'good', words: t('edit.done', { name }) })
      onClose()
    } catch (error) {
      refuse(error)
      const isUnheard = error instanceof ClientError && error.mayHaveHappened
      say({ tone: 'bad', words: t(isUnheard ? 'edit.unheard' : 'edit.refused', { reason: reasonOf(error, t) }) })
    } finally {
      setSaving(false)
      await readAgain(member.id)
    }
  }

  return (
    <Dialog
      title={t('edit.title')}
      isOpen
      onClose={onClose}
      size="large"
      footer={
        <>
          <CancelButton onCancel={onClose} />
          <GuardedButton permission="edit_profile" loading={isSaving} onAllowed={() => void save()}>
            {t('edit.save')}
          </GuardedButton>
        </>
      }
    >
      <Clashes fields={clashes} now={before} />
      <MemberFields form={form} onChange={change} problems={problems} />
    </Dialog>
  )
}
