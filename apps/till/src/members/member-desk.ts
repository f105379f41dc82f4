// Who the customer is: found, attached, and kept known for the time without the server.
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { createLookup, type Found } from '@tillside/pos-sdk/offline/lookup'
import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Core } from '../runtime/core.ts'
import { Newest } from '../runtime/newest.ts'
import type { BenefitView, MemberView } from '../runtime/snapshot.ts'

const membersKeptMax = 20

type Lookup = ReturnType<typeof createLookup>

/** What a cashier asks a new member for. */
export interface NewMember {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly mobilePhone?: string
}

export class MemberDesk {
  readonly #core: Core
  readonly #lookup: Lookup
  readonly #balances = new Newest()
  readonly #benefits = new Newest()
  /** When each was asked for; one that somebody made a copy of counts as the oldest. */
  readonly #askedFor = new WeakMap<KnownMember, number>()

  constructor(core: Core) {
    this.#core = core
    const { client, recent, clock } = core.parts
    const { currency } = core.device.shop
    this.#lookup = createLookup({ client, recent, clock, currency, isServerAway: () => this.#isAway() })
  }

  /** By what was typed so far: a card, a name, an e-mail address, a phone number; the best first. */
  find(text: string): Promise<Outcome<Found>> {
    return this.#core.attempt(async () => {
      const typed = text.trim()
      if (typed === '') return accept({ members: [], isFromServer: true })
      const found = await this.#ask(() => this.#lookup.byText(typed))
      if (found.isFromServer || found.members.length > 0) return accept(found)
      return accept({ members: this.#core.parts.recent.findByCard(typed), isFromServer: false })
    })
  }

  /** One card is one member: nobody, or several, is a refusal. */
  findCard(card: string): Promise<Outcome<{ readonly member: KnownMember; readonly isFromServer: boolean }>> {
    return this.#core.attempt(async () => {
      const { members, isFromServer } = await this.#ask(() => this.#lookup.byCard(card))
      const [member] = members
      if (!member) return refuse(isFromServer ? 'scan_unknown' : 'server_away')
      return members.length > 1 ? refuse('scan_ambiguous') : accept({ member, isFromServer })
    })
  }

  /** The customer of the sale in hand, or of one that begins with this. Another customer's reward goes back. */
  attach(member: KnownMember, isFromServer = true): Promise<Outcome<Checkout>> {
    return this.#core.inTurn(async () => {
      const { profileId } = member
      this.#show(member, isFromServer)
      const sale = this.#core.current()
      const isSame = sale?.current.customer?.profileId === profileId
      if (sale && !isSame) this.#core.change({ chosen: [] })
      const attached = sale
        ? await this.#core.written(sale, 'customerAttached', () => sale.attach({ profileId }))
        : await this.#begin(profileId)
      if (attached.ok) void this.#learn(member, isFromServer)
      return attached
    })
  }

  /** Whom a receipt or a link names, by the member's id. */
  attachById(profileId: string): Promise<Outcome<Checkout>> {
    return this.#core.attempt(async () => {
      const { members, isFromServer } = await this.#askById(profileId)
      const [member] = members
      return member ? this.attach(member, isFromServer) : refuse('member_unknown')
    })
  }

  detach(): Promise<Outcome<Checkout>> {
    return this.#core.inTurn(async () => {
      const sale = this.#core.current()
      if (!sale) return refuse('no_sale')
      this.#core.change({ chosen: [] })
      return this.#core.written(sale, 'customerDetached', () => sale.detach())
    })
  }

  /** Asks anew who this is: after a reload, or when the balance has changed. What is not answered stays as it is. */
  async look(profileId: string): Promise<void> {
    const found = await this.#core.attempt(async () => accept(await this.#askById(profileId)))
    const member = found.ok ? found.value.members[0] : undefined
    if (!found.ok || !member) return
    this.#show(member, found.value.isFromServer)
    await this.#learn(member, found.value.isFromServer)
  }

  /** Enrols a member, who becomes the customer of the sale. */
  enrol({ firstName, lastName, email, mobilePhone }: NewMember): Promise<Outcome<{ readonly profileId: string }>> {
    return this.#core.attempt(async () => {
      if (!this.#core.may('enrol')) return refuse('permission_missing')
      const { client, chance } = this.#core.parts
      const body = {
        first_name: firstName,
        last_name: lastName,
        email,
        ...(mobilePhone === undefined ? {} : { mobile_phone: mobilePhone }),
      }
      const { id: profileId } = await client.profiles.create(body, { key: chance.newId() })
      const { members, isFromServer } = await this.#askById(profileId)
      const [member] = members
      if (!member) return refuse('member_unknown')
      const attached = await this.attach(member, isFromServer)
      return attached.ok ? accept({ profileId }) : attached
    })
  }

  #isAway(): boolean {
    return this.#core.parts.connection.isAway || this.#core.parts.till.status().isServerAway
  }

  async #begin(profileId: string): Promise<Outcome<Checkout>> {
    const begun = await this.#core.begin({ customer: { profileId } })
    return begun.ok ? accept(begun.value.current) : begun
  }

  /** Notes of each member that is found when it was asked for. */
  async #ask(look: () => Promise<Found>): Promise<Found> {
    const asked = this.#balances.ask()
    const found = await look()
    for (const member of found.members) this.#askedFor.set(member, asked)
    return found
  }

  #askById(profileId: string): Promise<Found> {
    return this.#ask(() => this.#lookup.byId(profileId))
  }

  /** Where a newer balance is shown already, that one stays; what the till remembers stands until the server has answered anything. */
  #show(member: KnownMember, isFromServer: boolean): void {
    const { profileId } = member
    const before = this.#core.facts.members.get(profileId)
    const asked = this.#askedFor.get(member) ?? 0
    const isNewest = isFromServer ? this.#balances.take(profileId, asked) : this.#balances.isNewest(profileId, asked)
    if (isNewest || !before) this.#keep(member, { isFromServer, benefits: before?.benefits ?? null })
  }

  #keep(member: KnownMember, { isFromServer, benefits }: Pick<MemberView, 'isFromServer' | 'benefits'>): void {
    const { members } = this.#core.facts
    const offline = this.#offlineOf(member.profileId)
    const spendableMinor = spendable(member, offline, isFromServer)
    const view: MemberView = { ...member, isFromServer, benefits, offline, spendableMinor }
    const others = [...members].filter(([profileId]) => profileId !== member.profileId)
    const kept = others.slice(1 - membersKeptMax)
    this.#core.change({ members: new Map([...kept, [member.profileId, view]]) })
  }

  #offlineOf(profileId: string): MemberView['offline'] {
    const found = this.#core.parts.till.allowances?.find(profileId)
    if (!found) return null
    const { perSaleMinor, isReserve } = found.allowance
    return { leftMinor: found.leftMinor, perSaleMinor, isReserve }
  }

  /**
   * What the counter does not wait for: benefits, and leave to redeem while the server is away. They are added to what is shown
   * by then: a reward may have been taken meanwhile.
   */
  async #learn(member: KnownMember, isFromServer: boolean): Promise<void> {
    const { recent, client } = this.#core.parts
    const { profileId } = member
    if (!isFromServer) return
    const asked = this.#benefits.ask()
    await recent.remember([member])
    const [benefits] = await Promise.all([this.#benefitsOf(profileId, client), this.#refreshLeave(profileId)])
    const shown = this.#core.facts.members.get(profileId)
    if (!shown) return
    const isNewest = benefits !== null && this.#benefits.take(profileId, asked)
    this.#keep(shown, { isFromServer: shown.isFromServer, benefits: isNewest ? benefits : shown.benefits })
  }

  async #benefitsOf(profileId: string, client: Core['parts']['client']): Promise<BenefitView[] | null> {
    try {
      const { items } = await client.profiles.benefits(profileId)
      return items.map(({ id, definition, expires_at: expiresAt, redemptions_remaining: usesLeft }) => {
        return { id, name: definition.name, expiresAt, usesLeft }
      })
    } catch {
      return null
    }
  }

  /** Value that is set aside leaves the balance with this, and comes back to it: then the balance is asked for again. */
  async #refreshLeave(profileId: string): Promise<void> {
    const { allowances } = this.#core.parts.till
    if (this.#core.device.redeem.is_offline_allowed) {
      const granted = await allowances?.refresh(profileId).catch(() => null)
      if (!granted?.isReserve) return
    } else {
      // What was set aside before the retailer switched it off is the customer's again.
      if (!allowances?.find(profileId)) return
      await allowances.finish([profileId]).catch(() => [])
    }
    const again = await this.#askById(profileId).catch(() => null)
    const [member] = again?.members ?? []
    if (again?.isFromServer === true && member) this.#show(member, true)
  }
}

/** Without the server only what it gave leave for. What is set aside for this till is out of the balance, and is its own. */
function spendable(member: KnownMember, offline: MemberView['offline'], isFromServer: boolean): number {
  if (!isFromServer) return Math.min(offline?.leftMinor ?? 0, offline?.perSaleMinor ?? 0)
  return member.combinedMinor + (offline?.isReserve === true ? offline.leftMinor : 0)
}
