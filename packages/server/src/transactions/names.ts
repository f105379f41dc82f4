// Looks up what a sale names. Nothing here refuses: a closed receipt is recorded, and what it names and we
// do not know becomes an exception beside it.
import type { ExceptionCode } from '@tillside/contract/exceptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { findLocationForSale } from '../locations/service.ts'
import { findVariantsForLines } from '../products/lines.ts'
import type { LineVariantRow } from '../products/variants.ts'
import { findProfileForSale } from '../profiles/service.ts'
import { findOrMakeStaff } from '../staff/service.ts'
import type { LineBody } from './line.ts'
import type { SaleBody } from './sale.ts'
import type { SaleLinks } from './store.ts'

/** Something that staff should look at, found while a sale was recorded. */
export interface Concern {
  readonly code: ExceptionCode
  readonly redemptionId?: number
  readonly details: Readonly<Record<string, unknown>>
  /** It came about with this very change, and is not merely still so. */
  readonly hasHappened?: boolean
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

/** The member; one that the sale has already stays, also when they have left the programme since. */
async function findMember(
  tx: Tx,
  body: SaleBody,
  before: string | null,
): Promise<{ id: string | null; concerns: Concern[] }> {
  const { profile_id: given, profile_id_handle: handle } = body
  if (given === undefined || given === null) return { id: given === undefined ? before : null, concerns: [] }
  if (!handle && given.toLowerCase() === before) return { id: before, concerns: [] }
  const id = await findProfileForSale(tx, given, handle ?? null)
  // The name itself can be a person's address, so only how it was given is kept.
  return {
    id,
    concerns: id === null ? [{ code: 'profile_unknown', details: { profile_id_handle: handle ?? 'id' } }] : [],
  }
}

export async function findLinks(tx: Tx, body: SaleBody, before: NamedLinks | null, now: Instant): Promise<Found> {
  const [member, location, staff] = await Promise.all([
    findMember(tx, body, before?.profile_id ?? null),
    findOne(body.location_id, before?.location_id ?? null, async (given) => {
      const row = await findLocationForSale(tx, given)
      return row ? { id: row.id } : { code: 'location_unknown', details: { location_id: given } }
    }),
    findOne(body.staff_id, before?.staff_id ?? null, async (given) => {
      const { id, isPlaceholder } = await findOrMakeStaff(tx, given, now)
      return isPlaceholder ? { id, concern: { code: 'staff_unknown', details: { staff_id: given } } } : { id }
    }),
  ])
  return {
    links: { profile_id: member.id, location_id: location.id, staff_id: staff.id },
    concerns: [...member.concerns, ...location.concerns, ...staff.concerns],
  }
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
    const details = {
      item: index,
      product_variant_id: line.product_variant_id ?? null,
      sku: line.product_variant_sku ?? line.product_variant?.sku ?? null,
    }
    return [{ code: 'variant_unknown', details }]
  })
  return { variants: found.map(({ variant }) => variant ?? null), concerns }
}
