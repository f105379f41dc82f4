// What the till speaks to: Tillside, which has keys, or plain Omneo, which has none.
import { minuteMs } from '@tillside/rules/time'

export type ModeName = 'tillside' | 'omneo'

export interface Mode {
  readonly name: ModeName
  /** Of the server and of the till. */
  readonly dialect: 'tillside' | 'omneo'
  /** Refusals carry a stable code. */
  readonly saysCodes: boolean
  /** Longest way of a request, and of an answer. */
  readonly lateMsMax: number
  /** The tills' clocks are set while they run. */
  readonly setsClocks: boolean
  /** The server can set value aside for a time. */
  readonly knowsHolds: boolean
}

export const modes: Readonly<Record<ModeName, Mode>> = {
  // Under keys a request may arrive a quarter of an hour after everybody has forgotten it.
  tillside: {
    name: 'tillside',
    dialect: 'tillside',
    saysCodes: true,
    lateMsMax: 15 * minuteMs,
    setsClocks: true,
    knowsHolds: true,
  },
  // Below the two minutes after which the till counts a request as lost, and the ten of a reversal.
  omneo: {
    name: 'omneo',
    dialect: 'omneo',
    saysCodes: false,
    lateMsMax: 110_000,
    setsClocks: false,
    knowsHolds: false,
  },
}
