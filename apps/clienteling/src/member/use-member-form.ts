// A form of a member and what is wrong with it: what can be seen here, and what the server said of what was sent.
import { useText } from '@tillside/kit/i18n'
import { useState } from 'react'

import { type MemberForm, problemsOf, refusedFields, type TextField } from './form.ts'

interface MemberFormState {
  readonly form: MemberForm
  readonly change: (form: MemberForm) => void
  readonly problems: Partial<Record<TextField, string>>
  /** Shows what is wrong; true when nothing is. */
  readonly check: () => boolean
  /** Shows what the server found wrong. */
  readonly refuse: (error: unknown) => void
}

export function useMemberForm(first: MemberForm): MemberFormState {
  const t = useText()
  const [form, setForm] = useState(first)
  const [isChecked, setChecked] = useState(false)
  const [refused, setRefused] = useState<Partial<Record<TextField, string>>>({})
  const found = problemsOf(form)
  const own = Object.fromEntries(Object.entries(found).map(([field, problem]) => [field, t(`problem.${problem}`)]))
  return {
    form,
    change: (next) => {
      setForm(next)
      setRefused({})
    },
    problems: isChecked ? { ...refused, ...own } : refused,
    check: () => {
      setChecked(true)
      return Object.keys(found).length === 0
    },
    refuse: (error) => setRefused(refusedFields(error)),
  }
}
