// Amounts as the wire has them, and as the screens count them.
import { type CurrencyCode, minorRoundedFromMajor } from '@tillside/money/money'

/** Minor units of an amount that the server told; it tells none that needs rounding. */
export const minorOf = (major: number, currency: CurrencyCode): number => minorRoundedFromMajor(major, currency) ?? 0
