// Lists of benefits, and one of them, as they travel.
import type { Static } from 'typebox'

import type { Benefit } from '@tillside/contract/benefits'
import type { Instant } from '@tillside/rules/time'

import type { List, ListFilters } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { RequestRefused } from '../http/errors.ts'
import { readId } from '../http/ids.ts'
import type { Rows } from '../http/query.ts'
import { toBenefit, withBenefitDefinitions } from './render.ts'
import * as store from './store.ts'

type Wire = Static<typeof Benefit>

/** `filter[status]=active` is no column: it asks for what can be used at this moment. */
export function takeStatus<L extends ListFilters>(list: L, now: Instant): { list: L; redeemableAt?: Instant } {
  const asked = list.filters.filter(({ field }) => field === 'status')
  if (asked.length === 0) return { list }
  if (asked.some(({ operator, values }) => operator !== 'eq' || values[0] !== 'active')) {
    throw new RequestRefused('validation_failed', {
      'filter[status]': ['The filter[status] parameter must be active.'],
    })
  }
  return { list: { ...list, filters: list.filters.filter(({ field }) => field !== 'status') }, redeemableAt: now }
}

export async function pageOfBenefits(db: Db, list: List, of: store.BenefitsOf, now: Instant): Promise<Rows<Wire>> {
  const { rows, total } = await store.listBenefits(db, list, of)
  return { rows: (await withBenefitDefinitions(db, rows)).map((row) => toBenefit(row, now)), total }
}

export async function findBenefit(
  db: Db,
  benefitId: string,
  profileId: string | undefined,
  now: Instant,
): Promise<Wire | undefined> {
  const id = readId(benefitId)
  const row = id === null ? undefined : await store.findBenefit(db, id, profileId)
  const [held] = row ? await withBenefitDefinitions(db, [row]) : []
  return held && toBenefit(held, now)
}
