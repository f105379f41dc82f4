// The benefits that customers chose on this till: their names, which a receipt prints, also when it is printed again; and what is
// chosen for the sale in hand, which a page that is loaded again finds as it was.
import { type Checkout, currentAttempt, type Wish } from '@tillside/pos-sdk/checkout/state'
import type { Instant } from '@tillside/rules/time'

import type { Records } from './records.ts'
import type { BenefitView } from './snapshot.ts'

interface Named {
  readonly name: string
  readonly chosenAt: Instant
}

type Names = Readonly<Record<string, Named>>

interface Chosen {
  readonly receiptRef: string
  readonly profileId: string
  /** Tries to take value until then: what was tried since is not chosen any more. */
  readonly tries: number
  readonly benefits: readonly BenefitView[]
}

interface Kept {
  readonly records: Records
  readonly names: Names
  readonly chosen: Chosen | null
}

const namesKey = 'benefit-names'
const chosenKey = 'benefits-chosen'

/** What the server refused was not taken, and stays chosen. */
const triesOf = ({ attempts }: Checkout): number => attempts.filter(({ status }) => status !== 'refused').length

export class BenefitNotes {
  readonly #records: Records
  #names: Names
  #chosen: Chosen | null

  private constructor({ records, names, chosen }: Kept) {
    this.#records = records
    this.#names = names
    this.#chosen = chosen
  }

  /**
   * Forgets the names that no checkout of the journal knows of, unless they were chosen after `before`. The journal is gone through
   * only where there are older ones: on most mornings there are none.
   */
  static async open(
    records: Records,
    listCheckouts: () => readonly Checkout[],
    before: Instant,
  ): Promise<BenefitNotes> {
    const [names = {}, chosen = null] = await Promise.all([
      records.read<Names>('texts', namesKey),
      records.read<Chosen>('texts', chosenKey),
    ])
    const isOld = ({ chosenAt }: Named): boolean => chosenAt < before
    if (!Object.values(names).some(isOld)) return new BenefitNotes({ records, names, chosen })
    const used = new Set(listCheckouts().flatMap(({ attempts }) => attempts.flatMap(({ wish }) => idsOf(wish))))
    const kept = Object.entries(names).filter(([id, named]) => !isOld(named) || used.has(id))
    return new BenefitNotes({ records, names: Object.fromEntries(kept), chosen })
  }

  /** Those that are known here, in the order of the wish. */
  namesOf(wish: Wish): string[] {
    return idsOf(wish).flatMap((id) => this.#names[id]?.name ?? [])
  }

  /** What is still chosen for the sale, after a reload, or is used for it. */
  chosenFor(checkout: Checkout | undefined): readonly BenefitView[] {
    const chosen = this.#chosen
    if (chosen === null || checkout?.receiptRef !== chosen.receiptRef) return []
    const used = currentAttempt(checkout) === null ? 0 : 1
    const isSame = checkout.customer?.profileId === chosen.profileId && triesOf(checkout) === chosen.tries + used
    return isSame ? chosen.benefits : []
  }

  /** A disk that is full loses the names and the choice, and nothing else. */
  keep(checkout: Checkout, benefits: readonly BenefitView[], chosenAt: Instant): void {
    const { receiptRef, customer } = checkout
    this.#names = { ...this.#names, ...Object.fromEntries(benefits.map(({ id, name }) => [id, { name, chosenAt }])) }
    this.#chosen = { receiptRef, profileId: customer?.profileId ?? '', tries: triesOf(checkout), benefits }
    void this.#records.write('texts', namesKey, this.#names).catch(() => undefined)
    void this.#records.write('texts', chosenKey, this.#chosen).catch(() => undefined)
  }

  /** Nothing is chosen any more. Where the disk does not take that, `chosenFor` finds it out: something was tried, or the customer is another. */
  forget(): void {
    if (this.#chosen === null) return
    this.#chosen = null
    void this.#records.remove('texts', chosenKey).catch(() => undefined)
  }
}

const idsOf = ({ benefits = [] }: Wish): string[] => benefits.flatMap(({ id }) => (id === undefined ? [] : String(id)))
