// How value of a customer is named: by its amount, by the benefits that were used, or by both.
import { useText } from '@tillside/kit/i18n'

import { useMoney, useTillPart } from '../../frame/till.tsx'
import type { ValueView } from '../../runtime/snapshot.ts'

type Value = Pick<ValueView, 'amountMinor' | 'benefits'>

/** `$20.00`, `$20.00 with Free hemming`, or `Free hemming`. */
export function useValueWords(): (value: Value) => string {
  const t = useText()
  const money = useMoney()
  return ({ amountMinor, benefits }) => {
    const names = benefits.join(', ')
    if (amountMinor === 0) return names === '' ? t('value.benefit') : names
    const amount = money(amountMinor)
    return names === '' ? amount : t('value.both', { amount, names })
  }
}

/** Whose it is, by name where the till knows it by now. */
export function useOwnerName(): (value: Pick<ValueView, 'profileId' | 'memberName'>) => string {
  const t = useText()
  const member = useTillPart((snapshot) => snapshot.member)
  return ({ profileId, memberName }) =>
    (member?.profileId === profileId ? member.fullName : memberName) ?? t('pay.customer')
}

/** Which sentence: a reward has an amount, a benefit alone has none. */
export const kindOf = ({ amountMinor }: Value): 'reward' | 'benefit' => (amountMinor === 0 ? 'benefit' : 'reward')
