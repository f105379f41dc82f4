// A new member in four fields. Who has the address or the number already is shown before anybody is made twice.
import { Button, TextInput } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import type { Refusal } from '@tillside/rules/outcome'
import { type FormEvent, type ReactNode, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import type { NewMember } from '../../../members/member-desk.ts'
import { FoundMembers } from './found-members.tsx'
import { useAttach } from './use-attach.ts'
import { useFound } from './use-found.ts'
import classes from './enrol-dialog.module.css'

type Fields = Required<NewMember>

/** What was searched for is what is known of them. */
function fieldsFrom(typed: string): Fields {
  const none = { firstName: '', lastName: '', email: '', mobilePhone: '' }
  const text = typed.trim()
  if (text.includes('@')) return { ...none, email: text }
  if (/^[+\d][\d\s()/-]{4,}$/.test(text)) return { ...none, mobilePhone: text }
  const [firstName = '', ...rest] = text.split(/\s+/)
  return { ...none, firstName, lastName: rest.join(' ') }
}

const isEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim())

interface EnrolDialogProps {
  readonly typed: string
  readonly onClose: () => void
}

export function EnrolDialog({ typed, onClose }: EnrolDialogProps): ReactNode {
  const t = useText()
  useScansWait()
  const [fields, setFields] = useState(() => fieldsFrom(typed))
  const { enrol, isBusy, refusal } = useEnrol(onClose)
  const isReady = fields.firstName.trim() !== '' && fields.lastName.trim() !== '' && isEmail(fields.email)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isReady && !isBusy) void enrol(fields)
  }
  return (
    <Dialog
      title={t('customer.enrol')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('frame.cancel')}
          </Button>
          <Button type="submit" form="enrol" disabled={!isReady || isBusy}>
            {t('customer.enrol_now')}
          </Button>
        </>
      }
    >
      <form id="enrol" className={classes.fields} onSubmit={submit}>
        <Field name="firstName" fields={fields} onFields={setFields} autoComplete="off" />
        <Field name="lastName" fields={fields} onFields={setFields} autoComplete="off" />
        <Field name="email" fields={fields} onFields={setFields} inputMode="email" />
        <Field name="mobilePhone" fields={fields} onFields={setFields} inputMode="tel" />
      </form>
      <Duplicates fields={fields} onClose={onClose} />
      {refusal === null ? null : <EnrolRefused refusal={refusal} />}
    </Dialog>
  )
}

function useEnrol(onDone: () => void) {
  const t = useText()
  const till = useTill()
  const notify = useNotice()
  const permit = usePermitted()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const enrol = async ({ firstName, lastName, email, mobilePhone }: Fields): Promise<void> => {
    if (!(await permit('enrol'))) return
    setBusy(true)
    const phone = mobilePhone.trim()
    const given = { firstName: firstName.trim(), lastName: lastName.trim(), email: email.trim() }
    const done = await till.members.enrol({ ...given, ...(phone === '' ? {} : { mobilePhone: phone }) })
    setBusy(false)
    if (!done.ok) return setRefusal(done.refusal)
    onDone()
    notify({ tone: 'good', words: t('customer.enrolled', { name: given.firstName }) })
  }
  return { enrol, isBusy, refusal }
}

interface FieldProps {
  readonly name: keyof Fields
  readonly fields: Fields
  readonly onFields: (fields: Fields) => void
  readonly inputMode?: 'email' | 'tel'
  readonly autoComplete?: string
}

function Field({ name, fields, onFields, inputMode, autoComplete = 'off' }: FieldProps): ReactNode {
  const t = useText()
  return (
    <TextInput
      label={t(`customer.field.${name}`)}
      required={name !== 'mobilePhone'}
      value={fields[name]}
      autoComplete={autoComplete}
      maxLength={100}
      {...(inputMode === undefined ? {} : { inputMode })}
      onChange={(event) => onFields({ ...fields, [name]: event.currentTarget.value })}
    />
  )
}

/** Whoever has this address or number is most likely the one who stands there. */
function Duplicates({
  fields: { email, mobilePhone },
  onClose,
}: {
  readonly fields: Fields
  readonly onClose: () => void
}): ReactNode {
  const t = useText()
  const digits = mobilePhone.replaceAll(/\D/g, '')
  const wanted = isEmail(email) ? email : digits.length >= 6 ? mobilePhone : ''
  const state = useFound(wanted)
  const attach = useAttach(onClose)
  if (state.kind !== 'found' || state.isOld || state.members.length === 0) return null
  return (
    <div className={classes.duplicates}>
      <Note kind="attention" icon="person" title={t('customer.duplicate')}>
        <p>{t('customer.duplicate_words')}</p>
      </Note>
      <FoundMembers
        ref={null}
        members={state.members.slice(0, 3)}
        onChoose={(one) => void attach(one, state.isFromServer)}
      />
    </div>
  )
}

function EnrolRefused({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const t = useText()
  const say = useRefusalWords()
  return (
    <div className={classes.refused} role="alert">
      <Note kind="bad" icon="warning" title={t('customer.not_enrolled')}>
        <p>{refusal.code === 'server_away' ? t('customer.enrol_needs_server') : say(refusal)}</p>
      </Note>
    </div>
  )
}
