// Changing what is known of a member. Only what was changed is sent.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { ClientError } from '@tillside/pos-sdk/client/errors'
import { type ReactNode, useState } from 'react'

import { changeBody, formOfMember } from '../member/form.ts'
import { MemberFields } from '../member/member-fields.tsx'
import type { Member } from '../member/types.ts'
import { useMemberForm } from '../member/use-member-form.ts'
import { askTwice } from '../portal/ask-twice.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain } from '../portal/queries.ts'
import { reasonOf } from '../portal/reasons.ts'

export function EditDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }): ReactNode {
  const t = useText()
  const say = useNotice()
  const { client } = usePortal()
  const readAgain = useReadAgain()
  const [before] = useState(() => formOfMember(member))
  const { form, change, problems, check, refuse } = useMemberForm(before)
  const [isSaving, setSaving] = useState(false)

  const save = async (): Promise<void> => {
    if (!check()) return
    const body = changeBody(before, form)
    if (!body) return onClose()
    setSaving(true)
    try {
      await askTwice(() => client.profiles.change(member.id, body))
      say({ tone: 'good', words: t('edit.done', { name: `${form.first_name} ${form.last_name}`.trim() }) })
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
      <MemberFields form={form} onChange={change} problems={problems} />
    </Dialog>
  )
}
