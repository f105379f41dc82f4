// What the till knows beside its journal, and the snapshot that the two make. What is here may be lost with the page: it is
// asked for anew, read from the records, or chosen again.
import type { ReceiptView } from '../receipts/view.ts'
import type { ScanResult, TrayItem } from '../scan/results.ts'
import type { BenefitNotes } from './benefit-notes.ts'
import { capsOf, earnRateOf, type TillDevice } from './device.ts'
import { isInHand, type Live, toStaffItem } from './live.ts'
import type { TillParts } from './parts.ts'
import type { BenefitView, CardView, MemberView, QueueView, TillSnapshot } from './snapshot.ts'
import { type Names, toSaleView, toSetAside } from './views.ts'

export interface Facts {
  readonly device: TillDevice
  /** The receipt's number of the sale in hand. */
  readonly current: string | null
  /** Those whom this page has seen last, by their ids. */
  readonly members: ReadonlyMap<string, MemberView>
  readonly chosen: readonly BenefitView[]
  readonly card: CardView | null
  readonly tray: readonly TrayItem[]
  readonly lastScan: ScanResult | null
  readonly lastReceipt: ReceiptView | null
  readonly isDiskFull: boolean
  readonly isElsewhere: boolean
  /** Most sales that waited for the server since none did. */
  readonly backlog: number
}

export const factsAtFirst = (device: TillDevice, current: string | null): Facts => ({
  device,
  current,
  members: new Map(),
  chosen: [],
  card: null,
  tray: [],
  lastScan: null,
  lastReceipt: null,
  isDiskFull: false,
  isElsewhere: false,
  backlog: 0,
})

const refOf = ({ receiptRef }: { readonly receiptRef: string }): string => receiptRef

interface Known {
  readonly parts: TillParts
  readonly live: Live
  readonly benefitNotes: BenefitNotes
}

function toQueue({ parts: { till, connection }, live }: Known, backlog: number, names: Names): QueueView {
  const checkouts = live.list()
  const waiting = checkouts.filter(({ state }) => state === 'settled').map(refOf)
  const isServerAway = connection.isAway || till.status().isServerAway
  const isDraining = !isServerAway && waiting.length > 0 && backlog > 1
  const refunding = checkouts.filter(({ state }) => state === 'refunding').map(refOf)
  return {
    waiting,
    refunding,
    undoing: checkouts.filter(({ isVoidAsked, state }) => isVoidAsked && state !== 'voided').map(refOf),
    isServerAway,
    heardAt: connection.heardAt,
    draining: isDraining ? { done: backlog - waiting.length, total: backlog } : null,
    forStaff: checkouts.flatMap((checkout) => toStaffItem(checkout, names) ?? []),
  }
}

export const namesOf = ({ benefitNotes }: Pick<Known, 'benefitNotes'>, { members }: Pick<Facts, 'members'>): Names => ({
  benefitsOf: (wish) => benefitNotes.namesOf(wish),
  memberOf: (profileId) => members.get(profileId)?.fullName ?? null,
})

export function toSnapshot(known: Known, facts: Facts): TillSnapshot {
  const { parts, live } = known
  const { device, current, members, chosen, backlog } = facts
  const checkout = current === null ? undefined : live.find(current)
  const member = members.get(checkout?.customer?.profileId ?? '') ?? null
  const names = namesOf(known, facts)
  const around = { caps: capsOf(device), earnRate: earnRateOf(device), names }
  const others = live.list().filter((one) => one.receiptRef !== current && (one.state === 'parked' || isInHand(one)))
  const { card, tray, lastScan, lastReceipt, isDiskFull, isElsewhere } = facts
  return {
    device,
    isTraining: parts.isTraining,
    isDiskFull,
    isElsewhere,
    sale: checkout ? toSaleView(checkout, member, around) : null,
    member,
    chosenBenefits: chosen,
    setAside: others.map((one) => toSetAside(one, members.get(one.customer?.profileId ?? ''))),
    // Of a sale that is not in hand any more a card that was declined is of no matter.
    card: card?.status === 'declined' && card.receiptRef !== current ? null : card,
    toGiveBack: live.owed(),
    tray,
    lastScan,
    lastReceipt,
    queue: toQueue(known, backlog, names),
    recovery: parts.recovery,
  }
}
