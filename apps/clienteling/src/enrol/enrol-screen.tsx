// Enrol on the spot. Whoever seems to be there already is shown before a second one is made of them.
import { useText } from '@tillside/kit/i18n'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'

import { enrolBody, formOf, isBlocking } from '../member/form.ts'
import { MemberFields } from '../member/member-fields.tsx'
import { useMemberForm } from '../member/use-member-form.ts'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useLocationId } from '../portal/store.ts'
import { useAsking } from '../requests/use-requests.ts'
import { DuplicateWarnings, NotLooked } from './duplicate-warning.tsx'
import classes from './enrol.module.css'
import { useDuplicates } from './use-duplicates.ts'
import { useSharedNumber } from './use-shared-number.ts'

export function EnrolScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const { staff, launch } = usePortal()
  const locationId = useLocationId()
  const { isAsking, ask } = useAsking()
  const say = useNotice()
  const searched = useRouterState({ select: ({ location }) => location.state.searched ?? '' })
  const { form, change, problems, check, refuse } = useMemberForm(formOf(searched))
  const { duplicates, freeNumber, problem, look } = useDuplicates(form)
  const { asSecondary, setAsSecondary } = useSharedNumber(form.mobile_phone, freeNumber)
  const isBlocked = duplicates.some((duplicate) => isBlocking(duplicate, asSecondary))

  const enrol = async (): Promise<void> => {
    if (!check() || isBlocked) return
    const body = enrolBody(form, { locationId, staffId: launch.staffId ?? staff.number })
    const { mobile_phone: phone, ...rest } = body
    const isShared = asSecondary && phone !== undefined
    const heard = await ask({ kind: 'enrol', body: isShared ? { ...rest, secondary_phone: phone } : body })
    if (heard.outcome === 'refused') {
      refuse(heard.error)
      await look()
    }
    if (heard.outcome !== 'done') return
    // The answer to an earlier one came first: what stands here is somebody else, and not enrolled yet.
    if (heard.of.kind === 'enrol' && heard.of.body.email !== body.email) {
      const { first_name, last_name, email } = heard.of.body
      const name = [first_name, last_name].filter(Boolean).join(' ') || email
      say({ tone: 'attention', words: t('enrol.earlier', { name }) })
    } else await navigate({ to: '/profile/$profileId', params: { profileId: heard.answer.profileId }, search: true })
  }
  const submit = (event: FormEvent): void => event.preventDefault()

  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('enrol.title')}</h1>
      <form className={classes.form} onSubmit={submit} noValidate>
        <MemberFields
          form={form}
          onChange={change}
          problems={problems}
          onLeave={() => void look()}
          warning={
            <>
              {problem ? <NotLooked onAgain={() => void look()} /> : null}
              <DuplicateWarnings duplicates={duplicates} asSecondary={asSecondary} onAsSecondary={setAsSecondary} />
            </>
          }
        />
        <div className={classes.actions}>
          <GuardedButton
            permission="enrol"
            size="lg"
            loading={isAsking}
            disabled={isBlocked}
            onAllowed={() => void enrol()}
          >
            {t('enrol.confirm')}
          </GuardedButton>
        </div>
      </form>
    </div>
  )
}
