// Where the reward of this sale is at this moment: taken, asked for and not answered, on its way back to the customer, or where
// somebody has to look.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Note } from '@tillside/kit/note'
import { playSound } from '@tillside/kit/sounds'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'

import { useMoney, useTill, useTillPart } from '../../../frame/till.tsx'
import type { ValueView } from '../../../runtime/snapshot.ts'
import { ListedValues, useListedWords } from '../../parts/listed-value.tsx'
import { kindOf, useValueWords } from '../../parts/value-words.ts'
import { useReward } from './use-reward.ts'

const none: readonly never[] = []

export function RewardState(): ReactNode {
  const listed = useTillPart(({ sale }) => sale?.listed ?? none)
  const receiptRef = useTillPart(({ sale }) => sale?.receiptRef)
  return (
    <>
      <ListedValues listed={listed} />
      {/* What is on its way with another sale has not arrived because this one is in hand. */}
      <RewardNow key={receiptRef} />
    </>
  )
}

function RewardNow(): ReactNode {
  const t = useText()
  const { release } = useReward()
  const say = useValueWords()
  const state = useTillPart(({ sale }) => sale?.state)
  const reward = useTillPart(({ sale }) => sale?.reward ?? null)
  const comingBack = useTillPart(({ sale }) => sale?.comingBack ?? none)
  useToldBack(comingBack)
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
  if (comingBack.length > 0) {
    return comingBack.map((value) => (
      <Note key={value.key} kind="attention" icon="gift" title={t('redeem.coming_back', { value: say(value) })}>
        <p>{t('redeem.coming_back_words')}</p>
      </Note>
    ))
  }
  return state === 'redeemed' && reward !== null ? <Taken reward={reward} /> : null
}

function Taken({ reward }: { readonly reward: ValueView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const say = useValueWords()
  const { release } = useReward()
  const { amountMinor, benefits } = reward
  const isReward = kindOf(reward) === 'reward'
  const names = benefits.join(', ')
  return (
    <Note
      kind="good"
      icon="gift"
      title={t('redeem.is_taken', { value: isReward ? money(amountMinor) : say(reward) })}
      // Where there is an amount the total has it, with the way back.
      actions={
        isReward ? undefined : (
          <Button variant="default" onClick={() => void release()}>
            {t('redeem.give_back')}
          </Button>
        )
      }
    >
      <p>{isReward && names !== '' ? t('redeem.with_benefits', { names }) : t('redeem.is_taken_words')}</p>
    </Note>
  )
}

/** When what was on its way has arrived, or the server would not take it. */
function useToldBack(comingBack: readonly ValueView[]): void {
  const t = useText()
  const till = useTill()
  const say = useValueWords()
  const sayListed = useListedWords()
  const announce = useAnnounce()
  const was = useRef(comingBack)
  const tell = useEffectEvent((now: readonly ValueView[]) => {
    const over = was.current.filter(({ key }) => !now.some((one) => one.key === key))
    was.current = now
    for (const value of over) {
      const listed = till.getSnapshot().sale?.listed.find(({ key }) => key === value.key)
      if (listed) playSound('bad')
      announce(
        listed ? sayListed(listed).title : t('redeem.is_back', { value: say(value) }),
        listed ? 'assertive' : 'polite',
      )
    }
  })
  useEffect(() => tell(comingBack), [comingBack])
}
