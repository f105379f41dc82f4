// The device as the till uses it: where it stands, who sells, and what the retailer allows. The server's `Device` is one.
import type { Caps } from '@tillside/pos-sdk/checkout/quote'
import type { Store } from '@tillside/pos-sdk/checkout/till'
import { minorRoundedFromMajor } from '@tillside/money/money'
import { type ExchangeRate, parseEarnRate } from '@tillside/rules/points'
import type { Permission } from '@tillside/rules/roles'
import { type Instant, parseUtc } from '@tillside/rules/time'

export interface TillDevice {
  readonly id: string
  /** Short and never given twice: receipts begin with it. */
  readonly number: number
  readonly name: string
  readonly location: {
    readonly id: number
    readonly external_id: string | null
    readonly name: string
    readonly phone: string | null
    readonly address_line_1: string | null
    readonly address_line_2: string | null
    readonly city: string | null
    readonly postcode: string | null
  } | null
  readonly staff: {
    readonly number: string
    readonly full_name: string
    readonly permissions: readonly Permission[]
  } | null
  /** What somebody else has just allowed, and until when. */
  readonly approval: { readonly permission: Permission; readonly expires_at: string } | null
  readonly shop: { readonly name: string; readonly currency: string; readonly timezone: string }
  readonly points: { readonly earn_rate: number }
  readonly redeem: {
    readonly amount_max: number | null
    readonly percent_max: number | null
    readonly step: number | null
    /** Whether leave to redeem without the server may be asked for. */
    readonly is_offline_allowed: boolean
  }
}

/** Whether who is signed in may do it, or somebody else has allowed it a moment ago. */
export function mayOn({ staff, approval }: TillDevice, permission: Permission, now: Instant): boolean {
  if (staff?.permissions.includes(permission) === true) return true
  return approval?.permission === permission && now < (parseUtc(approval.expires_at) ?? 0)
}

export function storeOf({ location, shop }: TillDevice): Store {
  const { currency, timezone } = shop
  return { currency, timezone, locationId: location?.id ?? null }
}

/** What the retailer allows of rewards on one sale, in minor units. */
export function capsOf({ redeem, shop }: TillDevice): Caps {
  const minor = (major: number | null): number | null =>
    major === null ? null : minorRoundedFromMajor(major, shop.currency)
  const [amountMaxMinor, stepMinor] = [minor(redeem.amount_max), minor(redeem.step)]
  return {
    ...(amountMaxMinor === null ? {} : { amountMaxMinor }),
    ...(redeem.percent_max === null ? {} : { percentMax: redeem.percent_max }),
    ...(stepMinor === null || stepMinor <= 0 ? {} : { stepMinor }),
  }
}

const noRate: ExchangeRate = { numerator: 0n, denominator: 1n }

export const earnRateOf = ({ points }: TillDevice): ExchangeRate => parseEarnRate(String(points.earn_rate)) ?? noRate
