import { useText } from '@tillside/kit/i18n'
import { playSound } from '@tillside/kit/sounds'
import type { Refusal } from '@tillside/rules/outcome'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useMoney, useTill } from '../../../frame/till.tsx'
import { usePermitted } from '../../../frame/use-permitted.ts'

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
      notify({ tone: 'good', words: t('redeem.taken', { amount: money(sale.rewardMinor), due: money(sale.dueMinor) }) })
      return null
    },
    release: async () => {
      const amount = money(till.getSnapshot().sale?.rewardMinor ?? 0)
      const released = await till.selling.release()
      if (released.ok) notify({ tone: 'good', words: t('redeem.given_back', { amount }) })
      else notify({ tone: 'bad', words: say(released.refusal) })
    },
  }
}
