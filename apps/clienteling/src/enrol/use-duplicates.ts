// Whether somebody has this address, this number or this name already: looked up when a person leaves a field, and said before anything
// is made.
import { useQuery } from '@tanstack/react-query'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { useEffect, useState } from 'react'

import { type Duplicate, duplicatesOf, type MemberForm, problemsOf, wholeNameOf } from '../member/form.ts'
import { usePortal } from '../portal/portal.tsx'

const none: readonly Duplicate[] = []
const nothing = { email: '', phone: '', name: '' }

/** What is looked up for a form; an address that is none yet is left out. */
const askedOf = (form: MemberForm): typeof nothing => ({
  email: problemsOf(form).email === undefined ? form.email.trim() : '',
  phone: form.mobile_phone.trim(),
  name: wholeNameOf(form),
})

const isSame = (one: typeof nothing, other: typeof nothing): boolean => JSON.stringify(one) === JSON.stringify(other)

export function useDuplicates(form: MemberForm): {
  readonly duplicates: readonly Duplicate[]
  /** A number that was looked for, and is nobody's; null: none, or nobody has looked yet. */
  readonly freeNumber: string | null
  /** Why nobody could look, for what stands there; null: it is known, or not asked yet. */
  readonly problem: Error | null
  /** Looks for the address and the number as they stand now. */
  readonly look: () => Promise<void>
} {
  const t = useText()
  const announce = useAnnounce()
  const { client } = usePortal()
  const [asked, setAsked] = useState(nothing)
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['availability', asked],
    enabled: asked.email !== '' || asked.phone !== '' || asked.name !== '',
    staleTime: 0,
    queryFn: async () => {
      const email = asked.email === '' ? {} : { email: asked.email }
      const phone = asked.phone === '' ? {} : { mobile_phone: asked.phone }
      const [availability, found] = await Promise.all([
        client.profiles.availability({ ...email, ...phone }),
        asked.name === '' ? [] : client.profiles.lookup(asked.name),
      ])
      return {
        duplicates: duplicatesOf(availability, asked.name, found),
        isNumberFree: asked.phone !== '' && !availability.mobile_phone?.profile,
      }
    },
  })
  // What was found must be for what stands there: another address is another person's.
  const isOfForm = isSame(asked, askedOf(form))
  const duplicates = (isOfForm ? data?.duplicates : undefined) ?? none
  useEffect(() => {
    const [first] = duplicates
    if (first) announce(t('duplicate.title', { name: first.fullName }), 'assertive')
  }, [duplicates, announce, t])
  return {
    duplicates,
    freeNumber: data?.isNumberFree && !isFetching ? asked.phone : null,
    problem: isOfForm ? error : null,
    look: async () => {
      if (isOfForm) await refetch()
      else setAsked(askedOf(form))
    },
  }
}
