// The card terminal, as the till speaks to it. It may die, or the till may, between the question and the answer: so that every
// payment has a reference by which it can be asked for later, and the same reference is never charged twice.

export type CardAnswer =
  | { readonly outcome: 'approved' }
  | { readonly outcome: 'declined' }
  /** No answer in time: the card may have been charged. Ask, before anything else. */
  | { readonly outcome: 'unknown' }
  /** Only of `ask`: it was never told of this reference, so nothing was charged. */
  | { readonly outcome: 'never_heard' }

export interface CardAsk {
  /** The till's own name for this payment, new each time. */
  readonly reference: string
  /** Minor units; below zero gives money back to the card. */
  readonly amountMinor: number
}

export interface CardTerminal {
  /** Charges the card. Asked again by the same reference it says what became of it, and charges nothing. */
  pay(ask: CardAsk): Promise<CardAnswer>
  /** What became of a payment. */
  ask(reference: string): Promise<CardAnswer>
  /** Stops waiting for the card, where that is still possible; the answer of `pay` says what became of it. */
  cancel(reference: string): Promise<void>
}
