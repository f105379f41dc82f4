import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { playSound } from '@tillside/kit/sounds'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import type { Outcome } from '@tillside/rules/outcome'
import { useMemo } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'

export interface LineVerbs {
  /** None takes the line out. */
  setQuantity(line: BasketLine, quantity: number): Promise<void>
  remove(line: BasketLine): Promise<void>
}

/** What a line does, said aloud; a no is shown. */
export function useLineVerbs(): LineVerbs {
  const till = useTill()
  const t = useText()
  const announce = useAnnounce()
  const notify = useNotice()
  const say = useRefusalWords()
  return useMemo(() => {
    const told = async (work: Promise<Outcome<unknown>>, words: string): Promise<void> => {
      const done = await work
      if (done.ok) return announce(words)
      playSound('bad')
      notify({ tone: 'bad', words: say(done.refusal) })
    }
    const remove: LineVerbs['remove'] = (line) =>
      told(till.selling.remove(line.id), t('sell.taken_out', { name: line.name }))
    return {
      remove,
      setQuantity: (line, quantity) =>
        quantity < 1
          ? remove(line)
          : told(
              till.selling.setQuantity(line.id, quantity),
              t('sell.now_units', { name: line.name, count: quantity }),
            ),
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [till, t, announce, notify])
}
