// A receipt as rows of text, in the language of the shop: the screen, the 80 mm page and the printer's bytes all show these.
import type { ReceiptLineView, ReceiptView } from './view.ts'

export type ReceiptRow =
  | { readonly kind: 'title' | 'centre' | 'text' | 'note'; readonly text: string }
  /** What stands at the left and at the right end of one line. */
  | { readonly kind: 'pair' | 'total'; readonly left: string; readonly right: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'barcode'; readonly code: string; readonly text: string }

/** The words of a receipt; the screens take them from their language's file. */
export interface ReceiptWords {
  readonly training: string
  readonly void: string
  readonly receipt: string
  readonly till: string
  readonly servedBy: string
  readonly was: string
  readonly returned: string
  readonly subtotal: string
  readonly reward: string
  readonly rewardBack: string
  readonly total: string
  readonly paidOut: string
  readonly given: string
  readonly change: string
  readonly member: string
  readonly benefit: string
  readonly pointsEarned: string
  readonly pointsExpected: string
  readonly pointsTakenBack: string
  readonly balance: string
  readonly returnWith: string
  /** By the kind of tender: `cash`, `card`. */
  readonly tenders: Readonly<Record<string, string>>
}

export interface ReceiptFormat {
  /** An amount of minor units in the receipt's currency. */
  readonly money: (minor: number) => string
  /** Thousandths of a point. */
  readonly points: (thousandths: number) => string
  /** The store's own date and time. */
  readonly moment: (at: number, timezone: string) => string
}

const pair = (left: string, right: string): ReceiptRow => ({ kind: 'pair', left, right })
const rule: ReceiptRow = { kind: 'rule' }

function headRows(view: ReceiptView, words: ReceiptWords, { moment }: ReceiptFormat): ReceiptRow[] {
  const marks = [...(view.isTraining ? [words.training] : []), ...(view.isVoid ? [words.void] : [])]
  return [
    ...marks.map((text): ReceiptRow => ({ kind: 'title', text })),
    { kind: 'title', text: view.shopName },
    ...view.storeLines.map((text): ReceiptRow => ({ kind: 'centre', text })),
    rule,
    pair(moment(view.soldAt, view.timezone), `${words.till} ${view.tillNumber}`),
    pair(words.receipt, view.receiptRef),
    ...(view.staffName === null ? [] : [pair(words.servedBy, view.staffName)]),
    rule,
  ]
}

function lineRows(line: ReceiptLineView, words: ReceiptWords, { money }: ReceiptFormat): ReceiptRow[] {
  const { name, quantity, priceMinor, priceOriginalMinor, totalMinor, shareMinor, returnedFrom } = line
  const notes = [
    ...(Math.abs(quantity) === 1 ? [] : [`${Math.abs(quantity)} × ${money(priceMinor)}`]),
    ...(priceOriginalMinor === null ? [] : [`${words.was} ${money(priceOriginalMinor)}`]),
    ...(returnedFrom === null ? [] : [`${words.returned} ${returnedFrom}`]),
    ...(shareMinor === 0 ? [] : [`${returnedFrom === null ? words.reward : words.rewardBack} ${money(shareMinor)}`]),
  ]
  return [pair(name, money(totalMinor)), ...notes.map((text): ReceiptRow => ({ kind: 'note', text }))]
}

function sumRows(view: ReceiptView, words: ReceiptWords, { money }: ReceiptFormat): ReceiptRow[] {
  const { totalOriginalMinor, rewardMinor, rewardBackMinor, totalMinor, tenders, changeMinor } = view
  const paid = tenders.flatMap(({ type, amountMinor, givenMinor }) => [
    pair(words.tenders[type] ?? type, money(amountMinor)),
    ...(givenMinor === null || givenMinor === amountMinor
      ? []
      : [{ kind: 'note', text: `${words.given} ${money(givenMinor)}` } as const]),
  ])
  return [
    rule,
    ...(rewardMinor === 0
      ? []
      : [pair(words.subtotal, money(totalOriginalMinor)), pair(words.reward, money(-rewardMinor))]),
    { kind: 'total', left: totalMinor < 0 ? words.paidOut : words.total, right: money(Math.abs(totalMinor)) },
    ...(rewardBackMinor === 0 ? [] : [pair(words.rewardBack, money(rewardBackMinor))]),
    ...paid,
    ...(changeMinor === 0 ? [] : [pair(words.change, money(changeMinor))]),
  ]
}

function pointsRows({ points, lines }: ReceiptView, words: ReceiptWords, format: ReceiptFormat): ReceiptRow[] {
  if (points === null) return []
  const { earned, takenBack, isConfirmed } = points
  // What goods that came back take with them only the server knows: half of it would be told wrong.
  if (!isConfirmed && lines.some(isBack)) return []
  if (takenBack === 0) return [pair(isConfirmed ? words.pointsEarned : words.pointsExpected, format.points(earned))]
  return [
    ...(earned === 0 ? [] : [pair(words.pointsEarned, format.points(earned))]),
    pair(words.pointsTakenBack, format.points(-takenBack)),
  ]
}

function memberRows(view: ReceiptView, words: ReceiptWords, format: ReceiptFormat): ReceiptRow[] {
  const { memberName, points, balanceMinor, benefits } = view
  if (points === null && memberName === null) return []
  return [
    rule,
    ...(memberName === null ? [] : [pair(words.member, memberName)]),
    ...benefits.map((name) => pair(words.benefit, name)),
    ...pointsRows(view, words, format),
    ...(balanceMinor === null ? [] : [pair(words.balance, format.money(balanceMinor))]),
  ]
}

const isBack = ({ quantity }: ReceiptLineView): boolean => quantity < 0

/** From top to bottom. */
export function receiptRows(view: ReceiptView, words: ReceiptWords, format: ReceiptFormat): ReceiptRow[] {
  return [
    ...headRows(view, words, format),
    ...view.lines.flatMap((line) => lineRows(line, words, format)),
    ...sumRows(view, words, format),
    ...memberRows(view, words, format),
    rule,
    { kind: 'barcode', code: view.barcode, text: view.receiptRef },
    // Nothing comes back by the receipt of a return, nor by one that was undone.
    ...(view.isVoid || view.lines.every(isBack) ? [] : [{ kind: 'centre', text: words.returnWith } as const]),
    ...(view.isTraining ? [{ kind: 'title', text: words.training } as const] : []),
  ]
}
