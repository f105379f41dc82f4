// Whether somebody has this address or this number already: looked up when a person leaves a field, and said before anything is made.
import { useQuery } from '@tanstack/react-query'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { useEffect, useState } from 'react'

import { type Duplicate, duplicatesOf, type MemberForm, problemsOf } from '../member/form.ts'
import { usePortal } from '../portal/portal.tsx'

const none: readonly Duplicate[] = []

export function useDuplicates(form: MemberForm): {
  readonly duplicates: readonly Duplicate[]
  /** Looks for the address and the number as they stand now. */
  readonly look: () => Promise<void>
} {
  const t = useText()
  const announce = useAnnounce()
  const { client } = usePortal()
  const [asked, setAsked] = useState({ email: '', phone: '' })
  const { data, refetch } = useQuery({
    queryKey: ['availability', asked],
    enabled: asked.email !== '' || asked.phone !== '',
    staleTime: 0,
    queryFn: async () => {
      const email = asked.email === '' ? {} : { email: asked.email }
      const phone = asked.phone === '' ? {} : { mobile_phone: asked.phone }
      return duplicatesOf(await client.profiles.availability({ ...email, ...phone }))
    },
  })
  const duplicates = data ?? none
  useEffect(() => {
    const [first] = duplicates
    if (first) announce(t('duplicate.title', { name: first.fullName }), 'assertive')
  }, [duplicates, announce, t])
  return {
    duplicates,
    look: async () => {
      const email = problemsOf(form).email === undefined ? form.email.trim() : ''
      const next = { email, phone: form.mobile_phone.trim() }
      if (next.email === asked.email && next.phone === asked.phone) await refetch()
      else setAsked(next)
    },
  }
}
