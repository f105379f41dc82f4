// What a page remembers of its device, apart for each app: how it was known last, who signed in without the server, and what the
// server has not heard yet.
import type { App } from '@tillside/contract/devices'

/**
 * `device`: as the server said it last. `alone`: who signed in while the server was away. `signed-out`: the server has to be told. `left`: when
 * whoever signed out here had signed in. `unpaired`: the name of the device that this browser was.
 * `approval-used`: which approval was used up, also where the server still tells of it.
 */
type Kept = 'device' | 'alone' | 'signed-out' | 'left' | 'unpaired' | 'approval-used'

export class DeviceShelf {
  readonly #name: string

  constructor(app: App) {
    this.#name = `tillside.${app}`
  }

  read<T>(kept: Kept): T | undefined {
    const text = localStorage.getItem(`${this.#name}.${kept}`)
    return text === null ? undefined : (JSON.parse(text) as T)
  }

  write(kept: Kept, value: unknown): void {
    localStorage.setItem(`${this.#name}.${kept}`, JSON.stringify(value))
  }

  forget(...all: readonly Kept[]): void {
    for (const kept of all) localStorage.removeItem(`${this.#name}.${kept}`)
  }
}
