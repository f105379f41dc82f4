// Turns the filters of a list into SQL. A store names the column behind each field; nothing from the
// request is ever part of the statement's text.
import type { FilterKind } from '@tillside/contract/route'

import type { Db, Fragment } from './open.ts'

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nullable'

export type FilterValue = string | number | boolean

export interface Filter {
  readonly field: string
  readonly kind: FilterKind
  readonly operator: Operator
  /** One value, except for `in`. */
  readonly values: readonly FilterValue[]
}

export interface Sort {
  readonly field: string
  readonly isDescending: boolean
}

export interface Page {
  readonly number: number
  readonly size: number
  readonly offset: number
}

export interface ListFilters {
  readonly filters: readonly Filter[]
  readonly sorts: readonly Sort[]
  /** What was typed into a search field. */
  readonly search: string | null
  readonly includes: ReadonlySet<string>
}

export type List = ListFilters & { readonly page: Page }

/** Field of the contract to the SQL expression behind it. */
export type Columns = Readonly<Record<string, string>>

/** Money and points are kept as integers: how many of them one whole is, for the fields that have such. */
export interface Scales {
  readonly amount?: number
}

const pointScale = 1_000
const symbols: Record<Exclude<Operator, 'in' | 'nullable'>, string> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }

function condition(db: Db, column: string, filter: Filter, amountScale: number): Fragment {
  const { kind, operator } = filter
  const expression = db.unsafe(column)
  if (operator === 'nullable') return filter.values[0] ? db`${expression} is null` : db`${expression} is not null`
  const scale = kind === 'amount' ? amountScale : kind === 'points' ? pointScale : undefined
  const values = scale === undefined ? filter.values : filter.values.map((value) => Number(value) * scale)
  if (kind === 'handles') {
    const asked = values.map(String)
    return operator === 'ne' ? db`not ${expression} && ${asked}::text[]` : db`${expression} && ${asked}::text[]`
  }
  const type = db.unsafe({ text: 'text', integer: 'bigint', uuid: 'uuid', moment: 'timestamptz', boolean: 'boolean', amount: 'numeric', points: 'numeric' }[kind])
  // As text: the driver would take a list of booleans for one boolean.
  if (operator === 'in') return db`${expression} = any(${values.map(String)}::text[]::${type}[])`
  return db`${expression} ${db.unsafe(symbols[operator])} ${values[0] as never}::${type}`
}

/** `and …` for each filter; put it behind a `where` that has a condition of its own. */
export function andFilters(db: Db, list: Pick<ListFilters, 'filters'>, columns: Columns, scales: Scales = {}): Fragment {
  return list.filters.reduce<Fragment>((sum, filter) => {
    const column = columns[filter.field]
    if (column === undefined) throw new Error(`the store has no column for the filter ${filter.field}`)
    return db`${sum} and ${condition(db, column, filter, scales.amount ?? 100)}`
  }, db``)
}

/** `order by … limit … offset …`. Without a sort, oldest first: `id` must be among the columns. */
export function ordered(db: Db, list: List, columns: Columns): Fragment {
  const sorts = list.sorts.map((sort) => `${columns[sort.field]}${sort.isDescending ? ' desc' : ''} nulls last`)
  return db`order by ${db.unsafe([...sorts, columns['id']].join(', '))} limit ${list.page.size} offset ${list.page.offset}`
}
