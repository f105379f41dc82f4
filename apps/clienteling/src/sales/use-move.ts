// Naming another customer on a sale. Sent twice it does no more than once, so an answer that was lost is asked for by sending again.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { ClientError } from '@tillside/pos-sdk/client/errors'
import { useState } from 'react'

import { askTwice } from '../portal/ask-twice.ts'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain } from '../portal/queries.ts'
import { reasonOf } from '../portal/reasons.ts'
import { movedTo, type Sale } from './move.ts'

export interface Recipient {
  readonly id: string
  readonly full_name: string
}

export function useMove(): {
  readonly isMoving: boolean
  readonly move: (sale: Sale, to: Recipient) => Promise<boolean>
} {
  const t = useText()
  const format = useFormat()
  const say = useNotice()
  const { client } = usePortal()
  const readAgain = useReadAgain()
  const [isMoving, setMoving] = useState(false)

  const move = async (sale: Sale, to: Recipient): Promise<boolean> => {
    setMoving(true)
    try {
      const answer = await askTwice(() => client.transactions.change(sale.id, { profile_id: to.id }))
      const outcome = movedTo(answer, to.id)
      const words = { name: to.full_name, points: format.points(answer.points_earned) }
      say({ tone: outcome === 'moved' ? 'good' : 'bad', words: t(`move.${outcome}`, words) })
      return outcome !== 'not_moved'
    } catch (error) {
      const mayHaveHappened = !(error instanceof ClientError) || error.mayHaveHappened
      const reason = reasonOf(error, t)
      say({
        tone: mayHaveHappened ? 'attention' : 'bad',
        words: t(mayHaveHappened ? 'move.unheard' : 'move.refused', { reason }),
      })
      return false
    } finally {
      setMoving(false)
      await Promise.all([readAgain(to.id), ...(sale.profile_id === null ? [] : [readAgain(sale.profile_id)])])
    }
  }
  return { isMoving, move }
}
