import { useText } from '@tillside/kit/i18n'
import { playSound } from '@tillside/kit/sounds'
import type { Refusal } from '@tillside/rules/outcome'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useMoney, useTill } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'
import { useValueWords } from '../../parts/value-words.ts'

interface RewardVerbs {
  /** Null when it was taken; else why not. */
  redeem(amountMinor: number | null): Promise<Refusal | null>
  /** Gives it back: the customer would rather keep it. */
  release(): Promise<void>
}

export function useReward(): RewardVerbs {
  const t = useText()
  const till = useTill()
  const money = useMoney()
  const notify = useNotice()
  const permit = usePermitted()
  const say = useRefusalWords()
  const name = useValueWords()
  return {
    redeem: async (amountMinor) => {
      if (!(await permit('redeem'))) return { code: 'permission_missing' }
      const taken = await till.selling.redeem(amountMinor)
      if (!taken.ok) {
        playSound('bad')
        return taken.refusal
      }
      const { sale } = till.getSnapshot()
      if (sale?.state !== 'redeemed') return null
      playSound('good')
      const value = sale.reward === null ? '' : name(sale.reward)
      notify({ tone: 'good', words: t('redeem.taken', { value, due: money(sale.dueMinor) }) })
      return null
    },
    release: async () => {
      const reward = till.getSnapshot().sale?.reward ?? null
      const released = await till.selling.release()
      if (!released.ok) return notify({ tone: 'bad', words: say(released.refusal) })
      // What was asked for and not heard goes back as well, where it was taken.
      const value = reward ?? till.getSnapshot().sale?.comingBack.at(-1)
      if (value) notify({ tone: 'good', words: t('redeem.given_back', { value: name(value) }) })
    },
  }
}
