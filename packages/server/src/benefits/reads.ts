// Lists of benefits, and one of them, as they travel.
import type { Static } from 'typebox'

import type { BenefitDefinition } from '@tillside/contract/benefit-definitions'
import { type Benefit, benefitStatuses } from '@tillside/contract/benefits'
import type { Instant } from '@tillside/rules/time'

import type { List, ListFilters } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { RequestRefused } from '../http/errors.ts'
import { readId } from '../http/ids.ts'
import type { Rows } from '../http/query.ts'
import { findBenefitDefinitionsByIds, readBenefitTotals } from './definition-store.ts'
import { toBenefitDefinition } from './definitions.ts'
import { toBenefit, withBenefitDefinitions } from './render.ts'
import * as store from './store.ts'

type Wire = Static<typeof Benefit>

/** Refuses a status that no benefit can have: a misspelt one would find nobody and say nothing. */
export function checkStatus(list: ListFilters): void {
  const asked = list.filters.filter(({ field, operator }) => field === 'status' && operator !== 'nullable')
  if (asked.some(({ values }) => values.some((value) => !benefitStatuses.some((status) => status === value)))) {
    throw new RequestRefused('validation_failed', {
      'filter[status]': [`The filter[status] parameter must be one of ${benefitStatuses.join(', ')}.`],
    })
  }
}

export async function pageOfBenefits(db: Db, list: List, of: store.BenefitsOf, now: Instant): Promise<Rows<Wire>> {
  const { rows, total } = await store.listBenefits(db, list, of, now)
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

/** Any number of definitions as they travel, also those that were deleted since. */
export async function renderBenefitDefinitions(
  db: Db,
  ids: readonly number[],
): Promise<Static<typeof BenefitDefinition>[]> {
  if (ids.length === 0) return []
  const [rows, totals] = await Promise.all([findBenefitDefinitionsByIds(db, ids), readBenefitTotals(db, ids)])
  const totalsById = new Map(totals.map((total) => [total.definition_id, total]))
  return rows.map((row) => toBenefitDefinition(row, totalsById.get(row.id)))
}
