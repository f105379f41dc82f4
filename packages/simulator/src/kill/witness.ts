// Who stands beside one till and remembers all that it has shown: what was shown once must still be so after every start.
import type { Checkout } from '@tillside/pos-sdk/checkout/state'

/** The sale that the till goes on with. */
export interface Shown {
  readonly receiptRef: string
  readonly state: string
  readonly lineCount: number
  /** Before the reward. */
  readonly totalMinor: number
}

const stepLine = /^✓ (\S+): (\w+), (\d+) lines, (-?[\d.]+)(?:, reward [\d.]+)?, to pay -?[\d.]+$/
const receiptLine = /^ {2}receipt (\S+)$/
const paidLine = /^ {2}reward (-?[\d.]+), paid (-?[\d.]+)$/
const openStates: ReadonlySet<string> = new Set(['open', 'redeeming', 'redeemed', 'paying'])
/** From here nothing leads back. */
const lastStates: ReadonlySet<string> = new Set(['cancelled', 'voided'])
const linesRemembered = 400

const minor = (text: string | undefined): number => Math.round(Number(text) * 100)

interface Memory {
  /** Steps that were shown as done. */
  steps: number
  lineCount: number
  state: string
  printed: { rewardMinor: number; totalMinor: number } | null
  /** The receipt as it was first listed. */
  receipt: string | null
  sequence: number
}

export class Witness {
  readonly #memories = new Map<string, Memory>()
  readonly #lines: string[] = []
  #printing: string | null = null
  /** The sale at the till; null between two. */
  sale: Shown | null = null
  /** The last receipt that was printed. */
  lastReceiptRef: string | null = null

  see(line: string): void {
    if (!line.startsWith('= ')) this.#lines.push(line.slice(0, 200))
    if (this.#lines.length > linesRemembered) this.#lines.shift()
    const [, ref, state = '', lineCount, total] = stepLine.exec(line) ?? []
    if (ref !== undefined)
      return this.#seeStep({ receiptRef: ref, state, lineCount: Number(lineCount), totalMinor: minor(total) })
    this.#printing = receiptLine.exec(line)?.[1] ?? this.#printing
    const [, reward, paid] = paidLine.exec(line) ?? []
    if (reward === undefined || this.#printing === null) return
    this.#of(this.#printing).printed = { rewardMinor: minor(reward), totalMinor: minor(paid) }
    this.lastReceiptRef = this.#printing
    this.#printing = null
  }

  /** What somebody wants to read who looks at a failure. */
  linesAbout(receiptRef: string): string[] {
    return this.#lines.filter((line) => line.includes(receiptRef))
  }

  /** Holds what the till remembers against what it has shown, and goes on from there. */
  compare(list: readonly Checkout[]): string[] {
    const listed = new Map(list.map((checkout) => [checkout.receiptRef, checkout]))
    const complaints = [...this.#memories].flatMap(([ref, memory]) => {
      const checkout = listed.get(ref)
      const wrong = checkout ? faultsOf(memory, checkout) : ['is forgotten']
      return wrong.map((words) => `${ref} ${words}`)
    })
    for (const { receiptRef, receipt, sequence } of list) {
      const memory = this.#of(receiptRef)
      memory.sequence = sequence
      memory.receipt ??= receipt && JSON.stringify(receipt)
    }
    const open = list.findLast(({ state }) => openStates.has(state))
    this.sale = open ? shownOf(open) : null
    this.lastReceiptRef = list.findLast(({ receipt }) => receipt)?.receiptRef ?? null
    return complaints
  }

  #seeStep(shown: Shown): void {
    const memory = this.#of(shown.receiptRef)
    memory.steps += 1
    memory.lineCount = shown.lineCount
    memory.state = shown.state
    if (openStates.has(shown.state)) this.sale = shown
    else if (this.sale?.receiptRef === shown.receiptRef) this.sale = null
  }

  #of(receiptRef: string): Memory {
    const memory = this.#memories.get(receiptRef) ?? {
      steps: 0,
      lineCount: 0,
      state: 'open',
      printed: null,
      receipt: null,
      sequence: 0,
    }
    this.#memories.set(receiptRef, memory)
    return memory
  }
}

const shownOf = ({ receiptRef, state, basket }: Checkout): Shown => {
  const totals = basket.lines.map((line) => line.priceMinor * line.quantity + (line.returnFor?.shareMinor ?? 0))
  return {
    receiptRef,
    state,
    lineCount: basket.lines.length,
    totalMinor: totals.reduce((sum, total) => sum + total, 0),
  }
}

function faultsOf({ steps, lineCount, state, printed, receipt, sequence }: Memory, now: Checkout): string[] {
  const isPrinted =
    !printed || (now.receipt?.rewardMinor === printed.rewardMinor && now.receipt.totalMinor === printed.totalMinor)
  return [
    // The first event, that it was opened, is not shown.
    ...(now.sequence < steps + 1 ? [`showed ${steps} steps, and remembers ${now.sequence} events`] : []),
    ...(now.sequence < sequence ? [`had ${sequence} events, and has ${now.sequence}`] : []),
    ...(now.basket.lines.length < lineCount ? [`showed ${lineCount} lines, and has ${now.basket.lines.length}`] : []),
    ...(lastStates.has(state) && now.state !== state ? [`was ${state}, and is ${now.state}`] : []),
    ...(isPrinted ? [] : ['printed another receipt than it remembers']),
    ...(receipt !== null && receipt !== JSON.stringify(now.receipt) ? ['changed its receipt'] : []),
  ]
}
