// The till's time. A machine whose clock is wrong by a day sells at the server's time all the same: each answer says what that
// is, and what was learned is kept for a morning that begins without the server.
import { ServerClock } from '@tillside/pos-sdk/client/server-clock'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import type { Shelf } from '@tillside/pos-sdk/ports/shelf'
import { type Instant, instant, secondMs } from '@tillside/rules/time'

/** Less than this is nobody's trouble, and is left as it is: a clock that is moved all the time measures nothing. */
const wrongMsMin = 30 * secondMs

export interface ShopClock extends Clock {
  /** What an answer's `Date` says; when it was asked for and came, by the machine's own clock. */
  note(date: string | undefined, sentAt: Instant, receivedAt: Instant): void
  /** How far the machine's clock is behind the shop's. */
  readonly behindMs: number
  /** The machine's own. */
  machineNow(): Instant
}

export async function openShopClock(machine: Clock, shelf: Shelf): Promise<ShopClock> {
  const heard = new ServerClock()
  const kept = Number(await shelf.read().catch(() => null))
  let behindMs = Number.isSafeInteger(kept) ? kept : 0
  return {
    now: () => instant(machine.now() + behindMs),
    sleep: (ms, signal) => machine.sleep(ms, signal),
    machineNow: () => machine.now(),
    get behindMs() {
      return behindMs
    },
    note: (date, sentAt, receivedAt) => {
      heard.note(date, sentAt, receivedAt)
      const aheadMs = heard.heard()?.aheadMs ?? behindMs
      if (Math.abs(aheadMs - behindMs) < wrongMsMin) return
      behindMs = Math.abs(aheadMs) < wrongMsMin ? 0 : aheadMs
      // What is not kept is learned anew from the next answer.
      void shelf.write(String(behindMs)).catch(() => {})
    },
  }
}
