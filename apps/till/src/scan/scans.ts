// Scans, one after the other, wherever the cashier is: each has exactly one effect, or waits in the tray where the sale may not
// change now, until a person decides. None is lost and none counts twice.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { MemberDesk } from '../members/member-desk.ts'
import type { Core } from '../runtime/core.ts'
import type { Selling } from '../selling/selling.ts'
import type { ScanEffect, ScanResult, TrayItem, WaitsBecause } from './results.ts'
import { routeScan, type ScanMeaning } from './route.ts'

/** A dialog that is open: what it takes is its own, what it leaves waits in the tray. */
export type ClaimScan = (meaning: ScanMeaning) => boolean

const trayKey = 'tray'

interface Desks {
  readonly selling: Selling
  readonly members: MemberDesk
}

export class Scans {
  readonly #core: Core
  readonly #desks: Desks
  /** The last one is on top. */
  readonly #claims: ClaimScan[] = []
  #last: Promise<unknown> = Promise.resolve()
  #count = 0

  constructor(core: Core, desks: Desks) {
    this.#core = core
    this.#desks = desks
  }

  /** The tray as it was when the page was closed. */
  async recover(): Promise<void> {
    const text = await this.#core.parts.records.read<string>('texts', trayKey)
    if (text !== undefined) this.#core.change({ tray: JSON.parse(text) as TrayItem[] })
  }

  /** What a scanner read. Resolves with what came of it, which is `lastScan` of the snapshot as well. */
  submit(text: string): Promise<ScanResult> {
    // Whoever has a dialog open when it is scanned has it, not who opens one while it waits for its turn.
    const claim = this.#claims.at(-1)
    const at = this.#core.parts.clock.now()
    const number = (this.#count += 1)
    const turn = this.#last.then(async () => {
      const effect = await this.#effectOf(
        routeScan(text, (code) => this.#find(code) !== undefined),
        text,
        claim,
      )
      const result = { number, text, at, effect }
      this.#core.change({ lastScan: result })
      return result
    })
    this.#last = turn
    return turn
  }

  /** Gives scans to a dialog as long as it is open; what it returns ends that. */
  claim(claim: ClaimScan): () => void {
    this.#claims.push(claim)
    return () => {
      const index = this.#claims.lastIndexOf(claim)
      if (index >= 0) this.#claims.splice(index, 1)
    }
  }

  /** Lets a scan that waits have its effect now. It stays in the tray where that is still not possible. */
  take(id: string): Promise<Outcome<ScanEffect>> {
    const turn = this.#last.then(() =>
      this.#core.attempt(async () => {
        const item = this.#core.facts.tray.find((one) => one.id === id)
        if (!item) return refuse('tray_item_unknown')
        const because = this.#waitsBecause(item.meaning)
        if (because) return refuse(because === 'payment' ? 'payment_under_way' : 'basket_is_redeemed')
        // Out of the tray first: a page that dies between the two has scanned too little, which is seen, and never twice.
        await this.#keep(this.#core.facts.tray.filter((one) => one !== item))
        const effect = await this.#do(item.meaning)
        if (effect.kind !== 'refused') return accept(effect)
        await this.#keep([...this.#core.facts.tray, item])
        return refuse(effect.code)
      }),
    )
    this.#last = turn
    return turn
  }

  discard(id: string): Promise<Outcome<true>> {
    return this.#core.attempt(async () => {
      await this.#keep(this.#core.facts.tray.filter((one) => one.id !== id))
      return accept(true)
    })
  }

  async #effectOf(meaning: ScanMeaning, text: string, claim: ClaimScan | undefined): Promise<ScanEffect> {
    if (meaning.kind === 'unreadable') return { kind: 'refused', code: 'scan_unreadable' }
    if (claim?.(meaning) === true) return { kind: 'claimed' }
    const because = claim ? 'dialog' : this.#waitsBecause(meaning)
    if (because) return this.#wait(meaning, text, because)
    const effect = await this.#do(meaning)
    // The payment began while this one was on its way to the basket.
    const late = effect.kind === 'refused' ? this.#waitsBecause(meaning) : null
    return late ? this.#wait(meaning, text, late) : effect
  }

  #find(code: string) {
    return this.#core.parts.catalogue.findByCode(code)
  }

  #waitsBecause({ kind }: ScanMeaning): WaitsBecause | null {
    if (kind === 'badge') return null
    const state = this.#core.current()?.current.state
    if (state === 'paying') return 'payment'
    return state === 'redeeming' || state === 'redeemed' ? 'reward' : null
  }

  async #wait(meaning: ScanMeaning, text: string, because: WaitsBecause): Promise<ScanEffect> {
    const { clock, chance } = this.#core.parts
    const item: TrayItem = { id: chance.newId(), text, at: clock.now(), meaning, because }
    // Shown even where the disk does not keep it: it was scanned.
    await this.#keep([...this.#core.facts.tray, item]).catch(() => {})
    return { kind: 'waits', because }
  }

  async #keep(tray: readonly TrayItem[]): Promise<void> {
    this.#core.change({ tray })
    await this.#core.parts.records.write('texts', trayKey, JSON.stringify(tray))
  }

  async #do(meaning: ScanMeaning): Promise<ScanEffect> {
    switch (meaning.kind) {
      case 'product':
        return this.#add(meaning.code)
      case 'card':
        return this.#attach(meaning.card)
      case 'voucher':
        return this.#choose(meaning.benefitId)
      case 'receipt':
        return { kind: 'receipt', receiptRef: meaning.receiptRef }
      case 'badge':
        return { kind: 'badge', badge: meaning.badge }
      case 'unreadable':
        return { kind: 'refused', code: 'scan_unreadable' }
    }
  }

  async #add(code: string): Promise<ScanEffect> {
    const variant = this.#find(code)
    if (!variant) return { kind: 'refused', code: 'scan_unknown' }
    const added = await this.#desks.selling.add(variant)
    return added.ok ? { kind: 'added', name: variant.title } : { kind: 'refused', code: added.refusal.code }
  }

  async #attach(card: string): Promise<ScanEffect> {
    const found = await this.#desks.members.findCard(card)
    if (!found.ok) return { kind: 'refused', code: found.refusal.code }
    const { member, isFromServer } = found.value
    const attached = await this.#desks.members.attach(member, isFromServer)
    if (!attached.ok) return { kind: 'refused', code: attached.refusal.code }
    return { kind: 'attached', profileId: member.profileId, name: member.fullName }
  }

  /** A voucher is one of the attached member's benefits. */
  async #choose(benefitId: number): Promise<ScanEffect> {
    const { member } = this.#core.getSnapshot()
    if (!member) return { kind: 'refused', code: 'customer_missing' }
    const benefit = member.benefits?.find(({ id }) => id === benefitId)
    if (!benefit) return { kind: 'refused', code: 'benefit_unknown' }
    this.#desks.selling.chooseBenefit(benefit)
    return { kind: 'benefit_chosen', benefitId }
  }
}
