import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { useNotice } from '../../frame/notices.tsx'
import { useRefusalWords } from '../../frame/refusals.ts'
import { useTill } from '../../frame/till.tsx'

/** On to the payment. Benefits that were chosen are used first: what is not used is not on the receipt. */
export function usePay(): { readonly pay: () => Promise<void>; readonly isBusy: boolean } {
  const till = useTill()
  const navigate = useNavigate()
  const notify = useNotice()
  const say = useRefusalWords()
  const [isBusy, setBusy] = useState(false)
  const pay = async (): Promise<void> => {
    const { sale, chosenBenefits } = till.getSnapshot()
    if (sale?.state === 'open' && chosenBenefits.length > 0) {
      setBusy(true)
      const used = await till.selling.redeem(null)
      setBusy(false)
      if (!used.ok) return notify({ tone: 'bad', words: say(used.refusal) })
    }
    await navigate({ to: '/pay' })
  }
  return { pay, isBusy }
}
