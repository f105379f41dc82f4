// One thing that a cashier does at the till, with what the sale is afterwards. What was done only in part counts as well,
// where that is a state of its own: whoever is interrupted finds one of these, and nothing else.
import { type Book, dueOf, emptySale, type Goods, leftOf, type Prices, type Sale, withUnits } from './book.ts'
import { type Hands, money } from './hands.ts'
import type { ShopMember } from './shop.ts'

export interface Move {
  readonly what: string
  /** The receipt's number of the sale that it changes; null: one begins. */
  readonly target: string | null
  /** What the sale can be once it has begun to change; the last is the end. */
  readonly steps: readonly Sale[]
  act(hands: Hands): Promise<void>
}

export interface InHand {
  readonly receiptRef: string
  readonly sale: Sale
}

const refOf = (inHand: InHand | null): string | null => inHand?.receiptRef ?? null
const saleOf = (inHand: InHand | null): Sale => inHand?.sale ?? emptySale

/** Goods and cards are scanned wherever the cashier is. */
export function scanGoods(inHand: InHand | null, { name, barcode }: Goods): Move {
  const after = withUnits(saleOf(inHand), name, 1)
  return { what: 'scan goods', target: refOf(inHand), steps: [after], act: (hands) => hands.scan(barcode) }
}

export function scanCard(inHand: InHand | null, { card, profileId }: ShopMember): Move {
  const after = { ...saleOf(inHand), profileId }
  return { what: 'scan card', target: refOf(inHand), steps: [after], act: (hands) => hands.scan(card) }
}

export function oneMore({ receiptRef, sale }: InHand, name: string): Move {
  return {
    what: 'one more',
    target: receiptRef,
    steps: [withUnits(sale, name, 1)],
    act: async (hands) => {
      await hands.toSale()
      await hands.press(`One more of ${name}`)
    },
  }
}

export function redeem({ receiptRef, sale }: InHand, amountMinor: number): Move {
  return {
    what: 'redeem',
    target: receiptRef,
    steps: [{ ...sale, rewardMinor: amountMinor }],
    act: async (hands) => {
      await hands.toSale()
      await hands.press(/^Use up to/)
      await hands.page.getByLabel('Amount to use').fill((amountMinor / 100).toFixed(2))
      await hands.press(`Use ${money(amountMinor)}`)
    },
  }
}

export function release({ receiptRef, sale }: InHand): Move {
  return {
    what: 'give the reward back',
    target: receiptRef,
    steps: [{ ...sale, rewardMinor: 0 }],
    act: async (hands) => {
      await hands.toSale()
      await hands.press('Give back')
    },
  }
}

export function park({ receiptRef, sale }: InHand): Move {
  return {
    what: 'park',
    target: receiptRef,
    steps: [{ ...sale, phase: 'parked', rewardMinor: 0 }],
    act: async (hands) => {
      await hands.toSale()
      await hands.press(/^Park/)
    },
  }
}

export function resume(receiptRef: string, sale: Sale): Move {
  return {
    what: 'resume',
    target: receiptRef,
    steps: [{ ...sale, phase: 'selling' }],
    act: async (hands) => {
      await hands.page
        .getByRole('navigation', { name: 'Places' })
        .getByRole('link', { name: /^Parked/ })
        .click()
      const parked = hands.page.getByRole('listitem').filter({ hasText: receiptRef })
      await parked.getByRole('button', { name: /^Resume/ }).click()
    },
  }
}

export function clear({ receiptRef, sale }: InHand): Move {
  return {
    what: 'clear',
    target: receiptRef,
    steps: [{ ...sale, phase: 'cancelled', rewardMinor: 0 }],
    act: async (hands) => {
      await hands.toSale()
      await hands.press('Clear the sale')
      await hands.page.getByRole('dialog').getByRole('button', { name: 'Clear the sale' }).click()
    },
  }
}

export function beginPayment({ receiptRef, sale }: InHand): Move {
  return {
    what: 'begin the payment',
    target: receiptRef,
    steps: [{ ...sale, phase: 'paying' }],
    act: async (hands) => {
      await hands.toSale()
      await hands.press(/^(Pay|Pay out)( F8)?$/)
    },
  }
}

/** The tender is there, and closes the sale where nothing is left. */
function steps(sale: Sale, type: 'cash' | 'card', amountMinor: number, prices: Prices): readonly Sale[] {
  const paid: Sale = { ...sale, paid: [...sale.paid, { type, amountMinor }] }
  return leftOf(paid, prices) === 0 ? [paid, { ...paid, phase: 'closed' }] : [paid]
}

/** Types the amount that is handed over, or to be charged. */
const type = (hands: Hands, minor: number): Promise<void> =>
  hands.page.getByRole('textbox', { name: 'Amount' }).fill((minor / 100).toFixed(2))

/** `givenMinor` may be less than is left, or more: then change goes back. */
export function payCash({ receiptRef, sale }: InHand, givenMinor: number, prices: Prices): Move {
  const left = leftOf(sale, prices)
  return {
    what: givenMinor < left ? 'a part in cash' : 'cash',
    target: receiptRef,
    steps: steps(sale, 'cash', Math.min(left, givenMinor), prices),
    act: async (hands) => {
      await type(hands, givenMinor)
      await hands.pressExactly(`Cash ${money(givenMinor)}`)
    },
  }
}

type CardOutcome = 'Approve' | 'Decline' | 'No answer, approved' | 'No answer, declined'

export function payCard({ receiptRef, sale }: InHand, amountMinor: number, outcome: CardOutcome, prices: Prices): Move {
  const isApproved = outcome === 'Approve' || outcome === 'No answer, approved'
  return {
    what: `card: ${outcome.toLowerCase()}`,
    target: receiptRef,
    steps: isApproved ? steps(sale, 'card', amountMinor, prices) : [sale],
    act: async (hands) => {
      if (outcome !== 'Approve') await hands.setTerminal(outcome)
      // From the sale screen the payment goes on where it was.
      const pad = hands.page.getByRole('textbox', { name: 'Amount' })
      await pad.waitFor()
      await type(hands, amountMinor)
      await hands.pressExactly(`Card ${money(amountMinor)}`)
      if (outcome.startsWith('No answer')) await hands.press(/^Ask the terminal/)
      if (!isApproved) await hands.page.getByText(/^Card declined/).waitFor()
      if (outcome !== 'Approve') await hands.setTerminal('Approve')
    },
  }
}

/** A reward pays it all. */
export function finish({ receiptRef, sale }: InHand): Move {
  return {
    what: 'finish',
    target: receiptRef,
    steps: [{ ...sale, phase: 'closed' }],
    act: (hands) => hands.press(/^Finish the sale/),
  }
}

export function payOut({ receiptRef, sale }: InHand, prices: Prices): Move {
  const amountMinor = dueOf(sale, prices)
  return {
    what: 'pay out',
    target: receiptRef,
    steps: steps(sale, 'cash', amountMinor, prices),
    act: (hands) => hands.press(/^Pay out \S+ in cash/),
  }
}

/** The customer cannot pay: the reward and the money go back. */
export function stop({ receiptRef, sale }: InHand): Move {
  const hasTaken = sale.rewardMinor > 0 || sale.paid.length > 0
  return {
    what: 'stop the payment',
    target: receiptRef,
    steps: [{ ...sale, phase: 'selling', rewardMinor: 0, paid: [] }],
    act: async (hands) => {
      await hands.pressExactly(sale.rewardMinor > 0 ? 'Stop the payment and give the reward back' : 'Stop the payment')
      if (!hasTaken) return
      await hands.page.getByRole('heading', { name: 'The payment was stopped' }).waitFor()
      await giveBackAll(hands, 'No money has to be given back.')
      await hands.toSale()
    },
  }
}

/** Money of payments that failed, one after the other, until the screen says that none is left. */
export async function giveBackAll(hands: Hands, none: string): Promise<void> {
  const owed = hands.page.getByRole('button', { name: /given back$|to the card$/ })
  const isDone = hands.page.getByText(none)
  for (;;) {
    await owed.first().or(isDone).first().waitFor()
    if (await isDone.isVisible()) return
    const before = await owed.count()
    // The terminal takes its time with a card.
    await owed.first().click()
    for (let looks = 0; looks < 100 && (await owed.count()) === before && !(await isDone.isVisible()); looks += 1)
      await hands.page.waitForTimeout(50)
  }
}

/** All goods of a receipt come back. */
export function takeBack(receiptRef: string, sold: Sale): Move {
  const lines = Object.fromEntries(Object.entries(sold.lines).map(([name, units]) => [name, -units]))
  const added: Sale = { ...emptySale, lines, shareBackMinor: sold.rewardMinor, returnOf: receiptRef }
  return {
    what: 'take goods back',
    target: null,
    steps: [added, { ...added, profileId: sold.profileId }],
    act: async (hands) => {
      await hands.toSale()
      await hands.scan(`R${receiptRef}`)
      await hands.press('Everything')
      await hands.press(/^Exchange for other goods/)
    },
  }
}

/** Closed sales with goods of which none came back. */
export function returnable(book: Book): [string, Sale][] {
  const back = new Set([...book.values()].filter(({ phase }) => phase !== 'cancelled').map(({ returnOf }) => returnOf))
  return [...book].filter(([ref, sale]) => sale.phase === 'closed' && sale.returnOf === null && !back.has(ref))
}
