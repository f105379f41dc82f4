// Reads the query string of a list: `filter[email]=…`, `filter[created_at][gte]=…`, `filter[tags.handle]=vip`
// or `filter[tags][handle]=vip`, `sort=-created_at`, `include=profile`, `search=…`.
//
// An unknown filter is refused, not ignored: a till that misspells one would otherwise take the first
// member of an unfiltered list for the customer in front of it.
import type { FilterKind, ListOptions } from '@tillside/contract/route'
import { parseUtc } from '@tillside/rules/time'

import type { Filter, FilterValue, ListFilters, Operator, Sort } from '../db/list.ts'
import { RequestRefused } from './errors.ts'

const operators = new Set<string>(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nullable'])

export type QueryValue = undefined | string | QueryValue[] | { [key: string]: QueryValue }

/** Most values of one `in`, and longest value. */
const inValuesMax = 500
const valueLengthMax = 1_000

const refuse = (
  parameter: string,
  words: string,
  code: 'validation_failed' | 'filter_unknown' = 'validation_failed',
): never => {
  throw new RequestRefused(code, { [parameter]: [`The ${parameter} parameter ${words}.`] })
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function readNumber(text: string, parameter: string, isWhole: boolean): number {
  const value = Number(text)
  const isRight = text.trim() !== '' && (isWhole ? Number.isSafeInteger(value) : Math.abs(value) <= 1e12)
  return isRight ? value : refuse(parameter, isWhole ? 'must be a whole number' : 'must be a number')
}

function readValue(text: string, kind: FilterKind, parameter: string): FilterValue {
  if (text.length > valueLengthMax || text.includes('\u0000')) refuse(parameter, 'is not a value to look for')
  switch (kind) {
    case 'integer':
      return readNumber(text, parameter, true)
    case 'amount':
    case 'points':
      return readNumber(text, parameter, false)
    case 'boolean':
      if (['1', 'true'].includes(text)) return true
      return ['0', 'false'].includes(text) ? false : refuse(parameter, 'must be 1 or 0')
    case 'uuid':
      return uuidPattern.test(text) ? text : refuse(parameter, 'must be a UUID')
    case 'moment':
      return parseUtc(text) ?? refuse(parameter, 'must be a date and time that exists, such as 2025-07-04 01:17:42')
    case 'text':
    case 'handles':
      return text
  }
}

function readOperator(field: string, kind: FilterKind, operator: string, value: QueryValue): Filter {
  const parameter = operator === 'eq' ? `filter[${field}]` : `filter[${field}][${operator}]`
  if (typeof value !== 'string') return refuse(parameter, 'must have one value')
  if (operator === 'nullable') return { field, kind, operator, values: [readValue(value, 'boolean', parameter)] }
  const texts = operator === 'in' ? value.split(',') : [value]
  if (texts.length > inValuesMax) refuse(parameter, `takes at most ${inValuesMax} values`)
  return { field, kind, operator: operator as Operator, values: texts.map((text) => readValue(text, kind, parameter)) }
}

/** Walks `filter[a][b][gte]`: names that are not operators are joined by dots. */
function readFilter(field: string, value: QueryValue, known: ListOptions['filters']): Filter[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const kind = Object.hasOwn(known, field) ? known[field] : undefined
    return kind
      ? [readOperator(field, kind, 'eq', value)]
      : refuse(`filter[${field}]`, 'is not known here', 'filter_unknown')
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const kind = Object.hasOwn(known, field) ? known[field] : undefined
    if (kind && operators.has(name)) return [readOperator(field, kind, name, inner)]
    if (!Object.keys(known).some((key) => key.startsWith(`${field}.`))) {
      return refuse(`filter[${field}][${name}]`, 'is not known here', 'filter_unknown')
    }
    return readFilter(`${field}.${name}`, inner, known)
  })
}

const firstText = (value: QueryValue): string | undefined => (typeof value === 'string' ? value : undefined)

/** What was typed into a search field, from either spelling; null when there is nothing to look for. */
function readSearch(query: Record<string, QueryValue>, filter: Record<string, QueryValue>): string | null {
  const text = (firstText(filter['search']) ?? firstText(query['search']) ?? '').trim()
  if (text.length > valueLengthMax || text.includes('\u0000')) refuse('search', 'is not a text to look for')
  return text === '' ? null : text
}

function readSorts(text: string | undefined, options: ListOptions): Sort[] {
  return (text ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const field = part.replace(/^-/, '')
      if (!options.sorts.includes(field)) {
        throw new RequestRefused('sort_unknown', { sort: [`The list can be sorted by ${options.sorts.join(', ')}.`] })
      }
      return { field, isDescending: part.startsWith('-') }
    })
}

/** The names in `include=…` that this route knows. */
function readIncludes(value: QueryValue, known: readonly string[]): ReadonlySet<string> {
  const names = (firstText(value) ?? '').split(',').filter((name) => name !== '')
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new RequestRefused('include_unknown', { include: [`${known.join(', ') || 'Nothing'} can be included here.`] })
  }
  return new Set(names)
}

export function readListFilters(query: Record<string, QueryValue>, options: ListOptions): ListFilters {
  const raw = query['filter']
  if (raw !== undefined && (typeof raw !== 'object' || Array.isArray(raw)))
    refuse('filter', 'must name a field: filter[email]=…')
  const filter = (raw ?? {}) as Record<string, QueryValue>
  const isSearch = (name: string): boolean => options.search === true && name === 'search'
  return {
    filters: Object.entries(filter)
      .filter(([name]) => !isSearch(name))
      .flatMap(([name, value]) => readFilter(name, value, options.filters)),
    sorts: readSorts(firstText(query['sort']), options),
    search: options.search ? readSearch(query, filter) : null,
    includes: readIncludes(query['include'], options.includes ?? []),
  }
}
