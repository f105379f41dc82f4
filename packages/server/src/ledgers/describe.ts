// What an entry says to a shopkeeper: one sentence, with the receipt and the reason where there are any.
import type { LedgerRow } from './store.ts'

type Told = Pick<
  LedgerRow,
  'kind' | 'amount' | 'cause' | 'reason' | 'definition_name' | 'point_description' | 'sale_ref' | 'is_of_return'
>

const onSale = (words: string, { sale_ref: ref }: Told): string => (ref === null ? words : `${words} on sale ${ref}`)

/** Points, or what the programme calls the reward or benefit. */
const nameOf = ({ kind, definition_name: name }: Told): string => (kind === 'point' || name === '' ? 'Points' : name)

function takenBack(entry: Told): string {
  if (entry.is_of_return) return 'Points taken back for a return'
  return entry.sale_ref === null ? 'Points taken back' : `Points taken back, as sale ${entry.sale_ref} was changed`
}

function sentenceOf(entry: Told): string {
  switch (entry.cause) {
    case 'issue':
      return entry.kind === 'point' && entry.point_description
        ? `Points issued: ${entry.point_description}`
        : `${nameOf(entry)} issued`
    case 'earn':
      return entry.point_description ?? onSale('Earned', entry)
    case 'redeem':
      return onSale(entry.kind === 'benefit' ? `${nameOf(entry)} used` : 'Redeemed', entry)
    case 'reversal':
      return 'Redemption reversed'
    case 'return':
      return onSale(`Returned: ${entry.kind === 'point' ? 'points' : nameOf(entry)} for goods bought`, entry)
    case 'earn_return':
      return takenBack(entry)
    case 'debt_paid':
      return entry.amount < 0 ? 'Used to pay a debt of points' : 'Debt of points paid'
    case 'adjustment':
      return `${nameOf(entry)} adjusted`
    case 'extension':
      return `${nameOf(entry)} given more time`
    case 'removal':
      return `${nameOf(entry)} taken away${entry.amount > 0 ? ' before' : ''}`
    case 'opening':
      return 'Opening balance'
  }
}

export function describeEntry(entry: Told): string {
  const reason = entry.reason?.trim().replace(/\.$/, '') ?? ''
  return reason === '' ? sentenceOf(entry) : `${sentenceOf(entry)}: ${reason}`
}
