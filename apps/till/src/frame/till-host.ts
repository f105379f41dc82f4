// The one till of this page: opened once for its device, whatever React draws and how often. Practice is a till of its own
// beside it, and the shop's goes on telling the server meanwhile.
import type { DeviceSession } from '@tillside/kit/device'
import { approvalMs, type Permission } from '@tillside/rules/roles'
import { formatInstant, instant } from '@tillside/rules/time'

import { isAtRest, isPageIdle } from '../offline/idle.ts'
import { keepPage } from '../offline/register.ts'
import type { TillDevice } from '../runtime/device.ts'
import { openTill } from '../runtime/open-till.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'
import { PracticeMark } from './practice-mark.ts'

type HostState =
  | { readonly kind: 'opening' }
  /** `another_tab`, `disk_full`, `journal_damaged`, …: nothing was changed. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'open'; readonly runtime: TillRuntime; readonly practice?: PracticeNews }

/** `began_anew`: the page was loaded again while somebody practised. `lost`: so it was, and practice could not be opened. */
export type PracticeNews = 'began_anew' | 'lost'

/** What is done for later does not keep the cashier waiting now. */
const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

class TillHost {
  readonly #listeners = new Set<() => void>()
  #state: HostState = { kind: 'opening' }
  #device: TillDevice | null = null
  /** Tells the page that what was allowed is done. */
  #approvalUsed: () => void = () => {}
  #shop: TillRuntime | null = null
  #practice: TillRuntime | null = null

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getState = (): HostState => this.#state

  /** Opens the till when somebody is signed in, also before there is anything to see, and tells it whoever is from then on. */
  follow(session: DeviceSession): void {
    this.#approvalUsed = () => session.approvalUsed()
    const look = (): void => {
      const state = session.state()
      if (state.kind === 'known' && state.device.staff !== null) this.#show(state.device)
    }
    session.subscribe(look)
    look()
  }

  /** What somebody has just approved, where the server has not said so: it is away, or its word is still on its way here. */
  allow(permission: Permission): void {
    const { runtime } = this.#state.kind === 'open' ? this.#state : { runtime: null }
    if (runtime === null || runtime.may(permission)) return
    const expires_at = formatInstant(instant(runtime.now() + approvalMs))
    runtime.setDevice({ ...runtime.getSnapshot().device, approval: { permission, expires_at } })
  }

  /** After `another_tab` or `disk_full`. */
  async retry(): Promise<void> {
    if (this.#device === null) return
    // What is shown stays until it is known better: it is tried again every few seconds.
    await this.#shop?.close().catch(() => undefined)
    this.#shop = null
    await this.#open(this.#device)
  }

  async startPractice(): Promise<void> {
    if (this.#shop === null || this.#device === null || this.#practice !== null) return
    const practice = await this.#openPractice(this.#device, this.#shop)
    new PracticeMark(this.#device.id).set()
    this.#practice = practice
    this.#set({ kind: 'open', runtime: practice })
  }

  async endPractice(): Promise<void> {
    const practice = this.#practice
    if (this.#shop === null || practice === null) return
    new PracticeMark(practice.getSnapshot().device.id).clear()
    this.#practice = null
    this.#set({ kind: 'open', runtime: this.#shop })
    await practice.close()
  }

  /** The first time its till is opened, from then on the till is told. */
  #show(device: TillDevice): void {
    const before = this.#device
    this.#device = device
    if (before !== null && before.id !== device.id) return location.reload()
    this.#shop?.setDevice(device)
    this.#practice?.setDevice(device)
    if (before === null) void this.#open(device)
  }

  async #open(device: TillDevice): Promise<void> {
    const opened = await openTill(device)
    if (!opened.ok) return this.#set({ kind: 'refused', code: opened.refusal.code })
    this.#shop = opened.value
    this.#shop.onApprovalUsed(this.#approvalUsed)
    // Whoever signed in while it was opened.
    if (this.#device !== null && this.#device !== device) this.#shop.setDevice(this.#device)
    this.#set(await this.#atFirst(this.#shop, device.id))
    const shop = this.#shop
    await drawn()
    // A browser that keeps no pages sells all the same, for as long as the server is there.
    void keepPage({
      isIdle: () => this.#isIdle(),
      subscribe: (listener) => shop.subscribe(listener),
      onNewVersion: () => location.reload(),
    }).catch(() => undefined)
  }

  #isIdle(): boolean {
    const tills = [this.#shop, this.#practice].filter((till) => till !== null)
    return tills.every((till) => isAtRest(till.getSnapshot())) && isPageIdle(window)
  }

  /** The shop's till; practice where somebody practised when the page was left, and the shop's is not to be seen before that. */
  async #atFirst(shop: TillRuntime, deviceId: string): Promise<HostState> {
    const mark = new PracticeMark(deviceId)
    if (!mark.isSet()) return { kind: 'open', runtime: shop }
    try {
      this.#practice ??= await this.#openPractice(shop.getSnapshot().device, shop)
      return { kind: 'open', runtime: this.#practice, practice: 'began_anew' }
    } catch {
      // The page of a day ago, and no server: then it is said that this till is the shop's.
      mark.clear()
      return { kind: 'open', runtime: shop, practice: 'lost' }
    }
  }

  async #openPractice(device: TillDevice, { catalogue }: TillRuntime): Promise<TillRuntime> {
    const { openTraining } = await import('../training/open-training.ts')
    const practice = await openTraining(device, catalogue)
    practice.onApprovalUsed(this.#approvalUsed)
    return practice
  }

  #set(state: HostState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

export const tillHost = new TillHost()
