// Whether somebody practises on this till, kept over a reload: whoever presses F5 in practice must not sell for real unaware.

export class PracticeMark {
  readonly #name: string

  constructor(deviceId: string) {
    this.#name = `till-practice-${deviceId}`
  }

  isSet(): boolean {
    return localStorage.getItem(this.#name) !== null
  }

  set(): void {
    localStorage.setItem(this.#name, 'on')
  }

  clear(): void {
    localStorage.removeItem(this.#name)
  }
}
