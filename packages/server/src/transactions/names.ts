// Looks up what a sale names. Nothing here refuses: a closed receipt is recorded, and what it names and we
// do not know becomes an exception beside it.
import type { ExceptionCode } from '@tillside/contract/exceptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readId } from '../http/ids.ts'
import { findLocationForSale } from '../locations/service.ts'
import { findVariantsForLines } from '../products/lines.ts'
import type { LineVariantRow } from '../products/variants.ts'
import { findProfileForSale } from '../profiles/service.ts'
import { findRedemptionForSale, type RedemptionForSale } from '../redemptions/sale.ts'
import { findOrMakeStaff } from '../staff/service.ts'
import type { LineBody, SaleBody } from './sale.ts'
import type { SaleLinks } from './store.ts'

/** Something that staff should look at, found while a sale was recorded. */
export interface Concern {
  readonly code: ExceptionCode
  readonly redemptionId?: number
  readonly details: Readonly<Record<string, unknown>>
}

export type NamedLinks = Pick<SaleLinks, 'profile_id' | 'location_id' | 'staff_id'>

interface Found {
  readonly links: NamedLinks
  readonly concerns: readonly Concern[]
}

/** What was found for a name: the id, or a concern; a name that was not mentioned leaves what was there. */
async function findOne(
  given: string | number | null | undefined,
  before: number | null,
  look: (given: string | number) => Promise<{ id: number; concern?: Concern } | Concern>,
): Promise<{ id: number | null; concerns: Concern[] }> {
  if (given === undefined) return { id: before, concerns: [] }
  if (given === null) return { id: null, concerns: [] }
  const found = await look(given)
  if ('code' in found) return { id: null, concerns: [found] }
  return { id: found.id, concerns: found.concern ? [found.concern] : [] }
}

export async function findLinks(tx: Tx, body: SaleBody, before: NamedLinks | null, now: Instant): Promise<Found> {
  const [profile, location, staff] = await Promise.all([
    body.profile_id ? findProfileForSale(tx, body.profile_id, body.profile_id_handle ?? null) : null,
    findOne(body.location_id, before?.location_id ?? null, async (given) => {
      const row = await findLocationForSale(tx, given)
      return row ? { id: row.id } : { code: 'location_unknown', details: { location_id: given } }
    }),
    findOne(body.staff_id, before?.staff_id ?? null, async (given) => {
      const { id, isPlaceholder } = await findOrMakeStaff(tx, given, now)
      return isPlaceholder ? { id, concern: { code: 'staff_unknown', details: { staff_id: given } } } : { id }
    }),
  ])
  const isProfileUnknown = Boolean(body.profile_id) && profile === null
  const concerns: Concern[] = [...location.concerns, ...staff.concerns]
  if (isProfileUnknown) {
    // The name itself can be a person's address, so only how it was given is kept.
    concerns.push({ code: 'profile_unknown', details: { profile_id_handle: body.profile_id_handle ?? 'id' } })
  }
  const profile_id = body.profile_id === undefined ? (before?.profile_id ?? null) : profile
  return { links: { profile_id, location_id: location.id, staff_id: staff.id }, concerns }
}

/** The variants of lines, in their order; a line that names one that we do not know gets a concern. */
export async function findVariants(
  tx: Tx,
  lines: readonly LineBody[],
  currency: string,
  now: Instant,
): Promise<{ variants: readonly (LineVariantRow | null)[]; concerns: Concern[] }> {
  if (lines.length === 0) return { variants: [], concerns: [] }
  const found = await findVariantsForLines(tx, lines, now, currency)
  const concerns = found.flatMap(({ isMissing }, index): Concern[] => {
    const line = lines[index]
    if (!isMissing || !line) return []
    const details = { item: index, product_variant_id: line.product_variant_id ?? null, sku: line.product_variant_sku ?? line.product_variant?.sku ?? null }
    return [{ code: 'variant_unknown', details }]
  })
  return { variants: found.map(({ variant }) => variant ?? null), concerns }
}

/** The redemption that a sale names, and why it cannot be applied when it cannot. */
export async function findNamedRedemption(
  tx: Tx,
  named: number | null,
  sale: { readonly id: number; readonly profileId: string | null; readonly isForeign: boolean },
): Promise<{ redemption: RedemptionForSale | null; concerns: Concern[] }> {
  if (named === null) return { redemption: null, concerns: [] }
  const redemption = await findRedemptionForSale(tx, named)
  const concern = (code: ExceptionCode): { redemption: null; concerns: Concern[] } => ({
    redemption: null,
    concerns: [{ code, ...(redemption ? { redemptionId: redemption.id } : {}), details: { redemption_id: named } }],
  })
  if (!redemption) return concern('redemption_unknown')
  if (redemption.type !== 'redeem') return concern('redemption_not_spent')
  if (redemption.profile_id !== sale.profileId) return concern('redemption_foreign')
  if (redemption.reversed_at !== null) return concern('redemption_reversed')
  if (redemption.transaction_id !== null && redemption.transaction_id !== sale.id) return concern('redemption_already_applied')
  return sale.isForeign ? { redemption: null, concerns: [] } : { redemption, concerns: [] }
}

/** The redemption id of a request; a number beyond any id names nothing that we have. */
export const namedRedemptionId = (body: SaleBody, before: SaleLinks | null): number | null => {
  if (body.redemption_id === undefined) return before?.named_redemption_id ?? null
  // A sale whose redemption was reversed is answered without one, and sent back that way.
  if (body.redemption_id === null) return before?.redemption_id === null ? before.named_redemption_id : null
  return typeof body.redemption_id === 'number' ? body.redemption_id : readId(body.redemption_id)
}
