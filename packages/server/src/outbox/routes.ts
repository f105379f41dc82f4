import { changesPerPage, listChanges } from '@tillside/contract/changes'

import type { Context } from '../http/context.ts'
import { refuseParameter } from '../http/errors.ts'
import type { QueryValue } from '../http/filters.ts'
import { query } from '../http/query.ts'
import { readChanges } from './feed.ts'
import { readTypes } from './types.ts'

function readWhole(value: QueryValue, name: string, [min, max]: readonly [number, number]): number {
  const whole = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : NaN
  return whole >= min && whole <= max ? whole : refuseParameter(name, `must be a whole number from ${min} to ${max}`)
}

export function mountChangeRoutes(context: Context): void {
  query(context, listChanges, (db, { query: { after, types, limit } }) =>
    readChanges(db, {
      after: after === undefined ? null : readWhole(after, 'after', [0, Number.MAX_SAFE_INTEGER]),
      types: types === undefined ? null : readTypes(types),
      limit: limit === undefined ? changesPerPage.default : readWhole(limit, 'limit', [1, changesPerPage.max]),
    }),
  )
}
