// Whether a redemption was made at the till that this page stands at. The POS is told that its reward is gone only for one that may
// be of its sale.
import { usePortal } from '../portal/portal.tsx'
import type { Redemption } from './standing.ts'

/** Where a page stands. */
interface Till {
  /** The paired device's name. */
  readonly device: string
  /** As the address names it; null where it names none. */
  readonly terminal: string | null
}

/** Made by a portal at this till, and no sale names it so far. */
export function isOfTill({ state, meta }: Pick<Redemption, 'state' | 'meta'>, { device, terminal }: Till): boolean {
  const said = (meta ?? {}) as Readonly<Record<string, unknown>>
  const isHere = said['device'] === device && (said['terminal'] ?? null) === terminal
  return state === 'open' && said['source'] === redeemedBy && isHere
}

/** What redemptions of the portal say of where they come from. */
export const redeemedBy = 'clienteling'

export function useIsOfThisTill(redemption: Redemption): boolean {
  const { device, launch } = usePortal()
  return isOfTill(redemption, { device: device.name, terminal: launch.terminalId })
}
