// Where the reward of this sale is at this moment: taken, asked for and not answered, or on its way back to the customer.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Note } from '@tillside/kit/note'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'

import { useMoney, useTillPart } from '../../../frame/till.tsx'
import { useReward } from './use-reward.ts'

export function RewardState(): ReactNode {
  const t = useText()
  const money = useMoney()
  const { release } = useReward()
  const state = useTillPart(({ sale }) => sale?.state)
  const rewardMinor = useTillPart(({ sale }) => sale?.rewardMinor ?? 0)
  const backMinor = useTillPart(({ sale }) => sale?.comingBackMinor ?? 0)
  const used = useTillPart((snapshot) => snapshot.chosenBenefits)
  useToldBack(backMinor)
  if (state === 'redeeming') {
    return (
      <Note
        kind="attention"
        icon="gift"
        title={t('redeem.asking')}
        actions={
          <Button variant="default" onClick={() => void release()}>
            {t('redeem.without')}
          </Button>
        }
      >
        <p>{t('redeem.asking_words')}</p>
      </Note>
    )
  }
  if (backMinor > 0) {
    return (
      <Note kind="attention" icon="gift" title={t('redeem.coming_back', { amount: money(backMinor) })}>
        <p>{t('redeem.coming_back_words')}</p>
      </Note>
    )
  }
  if (state !== 'redeemed') return null
  const names = used.map(({ name }) => name).join(', ')
  return (
    <Note
      kind="good"
      icon="gift"
      title={rewardMinor > 0 ? t('redeem.is_taken', { amount: money(rewardMinor) }) : t('redeem.benefits_used')}
      // Where there is an amount the total has it, with the way back.
      actions={
        rewardMinor > 0 ? undefined : (
          <Button variant="default" onClick={() => void release()}>
            {t('redeem.give_back')}
          </Button>
        )
      }
    >
      <p>{names === '' ? t('redeem.is_taken_words') : t('redeem.with_benefits', { names })}</p>
    </Note>
  )
}

/** When what was on its way has arrived. */
function useToldBack(backMinor: number): void {
  const t = useText()
  const money = useMoney()
  const announce = useAnnounce()
  const was = useRef(backMinor)
  const tell = useEffectEvent((now: number) => {
    const before = was.current
    was.current = now
    if (before > 0 && now === 0) announce(t('redeem.is_back', { amount: money(before) }))
  })
  useEffect(() => tell(backMinor), [backMinor])
}
