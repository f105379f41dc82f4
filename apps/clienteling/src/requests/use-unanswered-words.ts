// What is said of an ask without an answer: how much, of whom, and since when. Names are asked of the server and never kept.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'

import { minorOf } from '../portal/amounts.ts'
import { usePortal } from '../portal/portal.tsx'
import { useNameOf } from '../portal/queries.ts'
import { takesValue } from './asks.ts'
import type { Kept } from './kept.ts'

/** With what may be done about it: `refusal` says why it cannot be asked for again here. */
export function useUnansweredWords({ ask, askedAt }: Kept, refusal: string | null): string {
  const t = useText()
  const format = useFormat()
  const { currency, timezone } = usePortal().device.shop
  const { data: name } = useNameOf(ask.kind === 'enrol' ? null : ask.profileId)
  const amount = ask.kind === 'redeem' ? format.money(minorOf(ask.body.amount ?? 0, currency), currency) : ''
  const happened = t(`unanswered.${ask.kind}`, {
    amount,
    benefit: ask.kind === 'benefit' ? ask.benefitName : '',
    name: name ?? t('unanswered.somebody'),
    time: format.dateTime(askedAt, timezone),
  })
  if (!takesValue(ask)) return happened
  return [happened, refusal ?? t('unanswered.if_here'), t('unanswered.if_left')].join(' ')
}
