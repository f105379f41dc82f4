// Turns the filters of a list into SQL. A store names the column behind each field; nothing from the
// request is ever part of the statement's text.
import type { FilterKind } from '@tillside/contract/route'
import { instant } from '@tillside/rules/time'

import { type Db, type Fragment, fromInstant } from './open.ts'

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
  /** Asked for by `limit` and `offset`, so that it can begin in the middle of a page. */
  readonly isByOffset: boolean
}

/** A text that somebody looks for in one field. */
export interface FieldSearch {
  readonly field: string
  readonly text: string
}

/** What one custom value must be: any of these, none of them, or (nullable) there at all. */
export interface CustomFilter {
  readonly namespace: string
  readonly handle: string
  readonly operator: 'eq' | 'ne' | 'nullable'
  readonly values: readonly unknown[]
}

export interface ListFilters {
  readonly filters: readonly Filter[]
  readonly sorts: readonly Sort[]
  /** What was typed into a search field. */
  readonly search: string | null
  readonly searchWith: readonly FieldSearch[]
  readonly custom: readonly CustomFilter[]
  readonly includes: ReadonlySet<string>
}

export type List = ListFilters & { readonly page: Page }

/** Field of the contract to the SQL expression behind it. */
export type Columns = Readonly<Record<string, string>>

/** Money and points are kept as integers: how many of them one whole is, for the fields that have such. */
interface Scales {
  readonly amount?: number
}

const pointScale = 1_000
const symbols: Record<Exclude<Operator, 'in' | 'nullable'>, string> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
}

/** A value as PostgreSQL reads it from text: a moment is kept in milliseconds, which it would not know. */
const textOf = (value: FilterValue, kind: FilterKind): string =>
  kind === 'moment' ? fromInstant(instant(Number(value))) : String(value)

/** A row without any handle carries none of those asked for, whether its list is empty or not there. */
function handlesCondition(db: Db, expression: ReturnType<Db['unsafe']>, { operator, values }: Filter): Fragment {
  const none = db`coalesce(cardinality(${expression}), 0) = 0`
  if (operator === 'nullable') return values[0] ? none : db`not (${none})`
  const carried = db`${expression} && ${values.map(String)}::text[]`
  return operator === 'ne' ? db`(${carried}) is not true` : carried
}

function condition(db: Db, column: string, filter: Filter, amountScale: number): Fragment {
  const { kind, operator } = filter
  const expression = db.unsafe(column)
  if (kind === 'handles') return handlesCondition(db, expression, filter)
  if (operator === 'nullable') return filter.values[0] ? db`${expression} is null` : db`${expression} is not null`
  if (kind === 'json') {
    const contained = db`${expression} @> ${String(filter.values[0])}::text::jsonb`
    return operator === 'ne' ? db`(${contained}) is not true` : contained
  }
  const type = db.unsafe(
    {
      text: 'text',
      integer: 'bigint',
      uuid: 'uuid',
      moment: 'timestamptz',
      boolean: 'boolean',
      amount: 'numeric',
      points: 'numeric',
    }[kind],
  )
  // Multiplied by PostgreSQL, exactly: as binary numbers 19.99 times a hundred is less than 1999.
  const scale = kind === 'amount' ? amountScale : kind === 'points' ? pointScale : undefined
  const scaled = db.unsafe(scale === undefined ? '' : `* ${scale}`)
  // As text: the driver would take a list of booleans for one boolean.
  const texts = filter.values.map((value) => textOf(value, kind))
  if (operator === 'in')
    return db`${expression} = any(array(select asked ${scaled} from unnest(${texts}::text[]::${type}[]) asked))`
  return db`${expression} ${db.unsafe(symbols[operator])} ${filter.values[0] as never}::${type} ${scaled}`
}

/** `and …` for each filter; put it behind a `where` that has a condition of its own. */
export function andFilters(
  db: Db,
  list: Pick<ListFilters, 'filters'>,
  columns: Columns,
  scales: Scales = {},
): Fragment {
  return list.filters.reduce<Fragment>(
    (sum, filter) => {
      const column = columns[filter.field]
      if (column === undefined) throw new Error(`the store has no column for the filter ${filter.field}`)
      return db`${sum} and ${condition(db, column, filter, scales.amount ?? 100)}`
    },
    db``,
  )
}

/** `order by …`. Without a sort, oldest first: `id` must be among the columns. */
export function inOrder(db: Db, list: Pick<ListFilters, 'sorts'>, columns: Columns): Fragment {
  const sorts = list.sorts.map((sort) => `${columns[sort.field]}${sort.isDescending ? ' desc' : ''}`)
  return db`order by ${db.unsafe([...sorts, columns['id']].join(', '))}`
}

/** `order by … limit … offset …`. */
export const ordered = (db: Db, list: List, columns: Columns): Fragment =>
  db`${inOrder(db, list, columns)} limit ${list.page.size} offset ${list.page.offset}`
