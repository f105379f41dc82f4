// The device that this page is, as the server knows it and, while the server is away, as it was known last: where it
// stands, who is signed in, what the shop's rules are.
//
// It promises: nobody is signed in here without the server's word, or, on a till without a network, without the PIN that the
// server took within the last days. It leaves to the server what anybody may do: every request is held against it there.
import type { AnswerOf } from '@tillside/contract/route'
import type { App } from '@tillside/contract/devices'
import type {
  approve,
  listDeviceStaff,
  pairDevice,
  readDevice,
  signIn,
  signOut,
} from '@tillside/contract/device-sessions'
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError, ForbiddenError, NoAnswerError, RefusedError } from '@tillside/pos-sdk/client/errors'
import { formatInstant, instant, parseUtc } from '@tillside/rules/time'
import type { Permission } from '@tillside/rules/roles'

import { DeviceShelf } from './device-shelf.ts'
import { forgetPin, keepPin, listKept, proveAlone } from './offline-pin.ts'
import { type SignedOut, whySignedOut } from './signed-out.ts'

export type Device = AnswerOf<typeof readDevice>
export type SignedIn = NonNullable<Device['staff']>
export type StaffTile = AnswerOf<typeof listDeviceStaff>[number]

/** By what somebody is recognised. */
export type Proof = { readonly staffId: string; readonly pin: string } | { readonly badge: string }

export type DeviceState =
  | { readonly kind: 'opening' }
  /** No browser of ours: it has to be paired by a link. `name`: the device that it was before. */
  | { readonly kind: 'unpaired'; readonly name: string | null }
  /** The server is away, and nothing is known from before. */
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'known'
      readonly device: Device
      readonly isOffline: boolean
      /** Signed in by this page alone, while the server was away: the server looks nobody up for them. */
      readonly isLocal: boolean
      /** Who was signed in here last, where they did not sign out themselves; null once somebody is. */
      readonly signedOut: SignedOut | null
    }

/** Signing in did not work; which half was wrong is never said. */
export type SignInResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'wrong' | 'badge_offline' | 'unreachable' }
  | { readonly ok: false; readonly why: 'locked'; readonly seconds: number }

/** How long a sign-in holds, here as at the server. */
const sessionMs = 12 * 60 * 60 * 1000

/** What the device asks about itself: a wrong PIN there is no reason to ask who is here. */
export const isOfDevice = (url: string): boolean => new URL(url).pathname.includes('/api/v3/device')

const bodyOf = (proof: Proof): { staff_id?: string; pin?: string; badge?: string } =>
  'badge' in proof ? { badge: proof.badge } : { staff_id: proof.staffId, pin: proof.pin }

/** One approval among all that a device is ever given. */
const nameOf = ({ permission, expires_at }: NonNullable<Device['approval']>): string => `${permission} ${expires_at}`

const isAway = (error: unknown): boolean => error instanceof ClientError && !(error instanceof RefusedError)

export class DeviceSession {
  readonly #client: Client
  readonly #app: App
  readonly #shelf: DeviceShelf
  readonly #listeners = new Set<() => void>()
  #state: DeviceState = { kind: 'opening' }
  /** How often the server has said who this is. */
  #heard = 0

  constructor(app: App, client: Client) {
    this.#app = app
    this.#client = client
    this.#shelf = new DeviceShelf(app)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): DeviceState => this.#state

  /** Asks the server who this is. Call when the page opens, when the network comes back, and after a refusal for want of a right. */
  async refresh(): Promise<void> {
    const heardBefore = this.#heard
    try {
      if (this.#shelf.read('signed-out') !== undefined) await this.#tellSignOut()
      this.#know(await this.#client.call<typeof readDevice>('GET', '/api/v3/device', 'one'))
    } catch (error) {
      // A question that was lost says nothing once a later one was answered.
      if (this.#heard === heardBefore) this.#notHeard(error)
    }
  }

  /** Pairs this browser; a `RefusedError` says why not. */
  async pair(code: string): Promise<Device> {
    const body = { code }
    const device = await this.#client.call<typeof pairDevice>('POST', '/api/v3/device/pair', 'one', { body })
    this.#know(device)
    return device
  }

  async signIn(proof: Proof): Promise<SignInResult> {
    try {
      const body = bodyOf(proof)
      const device = await this.#client.call<typeof signIn>('POST', '/api/v3/device/session', 'one', { body })
      this.#know(device)
      if ('pin' in proof && device.staff && this.#app === 'till') await keepPin(device.staff, proof.pin, Date.now())
      return { ok: true }
    } catch (error) {
      if (error instanceof RefusedError) return this.#refused(error, proof)
      if (error instanceof NoAnswerError) return this.#signInAlone(proof)
      if (error instanceof ForbiddenError) this.#notHeard(error)
      return { ok: false, why: 'unreachable' }
    }
  }

  async signOut(): Promise<void> {
    this.#shelf.write('signed-out', true)
    if (this.#state.kind === 'known' && this.#state.device.staff !== null) {
      const { staff, ...device } = this.#state.device
      this.#shelf.write('left', staff.signed_in_at)
      this.#shelf.write('device', { ...device, staff: null, approval: null })
    }
    this.#setStaff(null, false)
    await this.#tellSignOut().catch(() => undefined)
  }

  /** Those who can sign in: as the server says, or while it is away those whose PIN is known here. */
  async listStaff(): Promise<readonly StaffTile[]> {
    try {
      const path = '/api/v3/device/staff'
      return await this.#client.call<typeof listDeviceStaff>('GET', path, 'list')
    } catch (error) {
      if (!isAway(error)) throw error
      return listKept(Date.now())
    }
  }

  /** Somebody else allows one thing for a minute. */
  async approve(permission: Permission, proof: Proof): Promise<SignInResult | { ok: false; why: 'may_not' }> {
    try {
      const body = { permission, ...bodyOf(proof) }
      const path = '/api/v3/device/approvals'
      const approval = await this.#client.call<typeof approve>('POST', path, 'one', { body })
      if (this.#state.kind === 'known') this.#know({ ...this.#state.device, approval })
      return { ok: true }
    } catch (error) {
      if (error instanceof NoAnswerError) return this.#approveAlone(permission, proof)
      if (!(error instanceof RefusedError)) return { ok: false, why: 'unreachable' }
      return error.code === 'permission_missing' ? { ok: false, why: 'may_not' } : this.#refused(error, proof)
    }
  }

  /** What was allowed has been done, or left: it is for nothing else, also once the page is loaded again. */
  approvalUsed(): void {
    if (this.#state.kind !== 'known' || this.#state.device.approval === null) return
    const { approval, ...device } = this.#state.device
    this.#shelf.write('approval-used', nameOf(approval))
    this.#shelf.write('device', { ...device, approval: null })
    this.#set({ ...this.#state, device: { ...device, approval: null } })
  }

  #refused(error: RefusedError, proof: Proof): SignInResult {
    const seconds = error.details['retry_after_seconds']
    if (error.code === 'sign_in_locked') return { ok: false, why: 'locked', seconds: Number(seconds ?? 60) }
    // What the server does not take any more must not open the till once the network is gone.
    const kept = 'pin' in proof ? listKept(Date.now()).find(({ number }) => number === proof.staffId) : undefined
    if (kept !== undefined && error.code === 'sign_in_failed') forgetPin(kept.id, Date.now())
    return { ok: false, why: 'wrong' }
  }

  async #signInAlone(proof: Proof): Promise<SignInResult> {
    if (this.#state.kind !== 'known') return { ok: false, why: 'unreachable' }
    const now = Date.now()
    const proved = await proveAlone(this.#app, proof, now)
    if (!proved.ok) return proved
    const expires_at = formatInstant(instant(now + sessionMs))
    this.#setStaff({ ...proved.staff, signed_in_at: formatInstant(instant(now)), expires_at }, true)
    return { ok: true }
  }

  async #approveAlone(permission: Permission, proof: Proof): Promise<SignInResult | { ok: false; why: 'may_not' }> {
    const proved = await proveAlone(this.#app, proof, Date.now())
    if (!proved.ok) return proved
    return proved.staff.permissions.includes(permission) ? { ok: true } : { ok: false, why: 'may_not' }
  }

  async #tellSignOut(): Promise<void> {
    await this.#client.call<typeof signOut>('DELETE', '/api/v3/device/session', 'empty')
    this.#shelf.forget('signed-out')
  }

  /** What the server has said. Whoever signed in while it was away stays, until they sign in again. */
  #know(heard: Device): void {
    this.#heard += 1
    const isUsed = heard.approval !== null && this.#shelf.read('approval-used') === nameOf(heard.approval)
    const device = isUsed ? { ...heard, approval: null } : heard
    this.#shelf.forget('signed-out', 'unpaired')
    const alone = this.#alone()
    const isLocal = device.staff === null && alone !== null
    if (!isLocal) this.#shelf.forget('alone')
    this.#setKnown(isLocal ? { ...device, staff: alone } : device, { isOffline: false, isLocal })
    this.#shelf.write('device', device)
  }

  #notHeard(error: unknown): void {
    const kept = this.#shelf.read<Device>('device')
    if (error instanceof ForbiddenError && error.status === 401) {
      if (kept !== undefined) this.#shelf.write('unpaired', kept.name)
      this.#shelf.forget('device', 'alone')
      return this.#set({ kind: 'unpaired', name: this.#shelf.read<string>('unpaired') ?? null })
    }
    if (kept === undefined) return this.#set({ kind: 'unreachable' })
    const alone = this.#alone()
    const hasSignedOut = this.#shelf.read('signed-out') !== undefined
    const staff = alone ?? (hasSignedOut || isOver(kept.staff, clockDoubtMs) ? null : kept.staff)
    this.#setKnown({ ...kept, staff }, { isOffline: true, isLocal: alone !== null })
  }

  #setStaff(staff: SignedIn | null, isLocal: boolean): void {
    if (staff === null) this.#shelf.forget('alone')
    else this.#shelf.write('alone', staff)
    if (this.#state.kind !== 'known') return
    const { device, isOffline } = this.#state
    const known = { ...device, staff, approval: null }
    this.#set({ kind: 'known', device: known, isOffline: isOffline || isLocal, isLocal, signedOut: null })
  }

  #setKnown(device: Device, how: { readonly isOffline: boolean; readonly isLocal: boolean }): void {
    const signedOut = device.staff === null ? this.#whySignedOut() : null
    this.#set({ kind: 'known', device, ...how, signedOut })
  }

  /** Of whom this page showed last, or a page before it. */
  #whySignedOut(): SignedOut | null {
    const state = this.#state
    const before = state.kind === 'known' ? state.device.staff : (this.#shelf.read<Device>('device')?.staff ?? null)
    if (before === null) return state.kind === 'known' ? state.signedOut : null
    return whySignedOut(before, this.#shelf.read<string>('left'), this.#client.serverNow())
  }

  #alone(): SignedIn | null {
    const kept = this.#shelf.read<SignedIn>('alone') ?? null
    return isOver(kept, 0) ? null : kept
  }

  #set(state: DeviceState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/** A till whose clock is wrong by a day must not sign anybody out while the server, whose clock counts, is away. */
const clockDoubtMs = 24 * 60 * 60 * 1000

const isOver = (staff: SignedIn | null, doubtMs: number): boolean =>
  staff === null || (parseUtc(staff.expires_at) ?? 0) + doubtMs < Date.now()
