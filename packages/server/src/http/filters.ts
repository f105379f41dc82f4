// Reads the query string of a list: `filter[email]=…`, `filter[created_at][gte]=…`, `filter[tags.handle]=vip`
// or `filter[tags][handle]=vip`, `sort=-created_at`, `include=profile`, `search=…`.
//
// An unknown filter is refused, not ignored: a till that misspells one would otherwise take the first
// member of an unfiltered list for the customer in front of it.
import type { FilterKind, ListOptions } from '@tillside/contract/route'
import { parseUtc } from '@tillside/rules/time'

import type { FieldSearch, Filter, FilterValue, ListFilters, Operator, Sort } from '../db/list.ts'
import { readContained, readCustomFields } from './filters-custom.ts'
import { refuseParameter as refuse, RequestRefused } from './errors.ts'

const operators = new Set<string>(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nullable'])

export type QueryValue = undefined | string | QueryValue[] | { [key: string]: QueryValue }

/** Most values of one `in`, and longest value. */
const inValuesMax = 500
const valueLengthMax = 1_000

/** A parameter with names in brackets behind it: `filter[email]=…`. */
function mapOf(value: QueryValue, parameter: string): Record<string, QueryValue> {
  if (value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value
  return refuse(parameter, `must name a field: ${parameter}[email]=…`)
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function readNumber(text: string, parameter: string, isWhole: boolean): number {
  const value = Number(text)
  const isRight = text.trim() !== '' && (isWhole ? Number.isSafeInteger(value) : Math.abs(value) <= 1e12)
  return isRight ? value : refuse(parameter, isWhole ? 'must be a whole number' : 'must be a number')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON as it came; no column can hold a NUL, however it is spelt. */
function readJson(text: string, parameter: string): string {
  const isRight = parsed(text) !== undefined && !/\\u0000/i.test(text)
  return isRight ? text : refuse(parameter, 'must be JSON, such as {"terminal":"T3"}')
}

/** Handles and JSON have no order. */
const operatorsByKind: Partial<Record<FilterKind, ReadonlySet<string>>> = {
  handles: new Set(['eq', 'ne', 'in', 'nullable']),
  json: new Set(['eq', 'ne', 'nullable']),
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
    case 'json':
      return readJson(text, parameter)
    case 'text':
    case 'handles':
      return text
  }
}

function readOperator(field: string, kind: FilterKind, operator: string, value: QueryValue): Filter {
  const parameter = operator === 'eq' ? `filter[${field}]` : `filter[${field}][${operator}]`
  if (operatorsByKind[kind]?.has(operator) === false) refuse(parameter, 'is not known here', 'filter_unknown')
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

/** A parameter with one value. A list of them is refused: none of it would count, and nobody would be told. */
function oneText(value: QueryValue, parameter: string): string | undefined {
  return value === undefined || typeof value === 'string' ? value : refuse(parameter, 'must have one value')
}

function readTyped(value: QueryValue, parameter: string): string {
  const text = (oneText(value, parameter) ?? '').trim()
  return text.length > valueLengthMax || text.includes('\u0000') ? refuse(parameter, 'is not a text to look for') : text
}

/** What was typed into a search field, from either spelling; null when there is nothing to look for. */
function readSearch(query: Record<string, QueryValue>, inFilter: QueryValue, options: ListOptions): string | null {
  const text = readTyped(inFilter, 'filter[search]') || readTyped(query['search'], 'search')
  if (text !== '' && !options.search) refuse('search', 'is not known here', 'filter_unknown')
  return text === '' ? null : text
}

function readSearchWith(value: QueryValue, known: readonly string[]): FieldSearch[] {
  return Object.entries(mapOf(value, 'filter[search_with]')).flatMap(([field, typed]) => {
    const parameter = `filter[search_with][${field}]`
    if (!known.includes(field)) refuse(parameter, 'is not known here', 'filter_unknown')
    const text = readTyped(typed, parameter)
    return text === '' ? [] : [{ field, text }]
  })
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
  const names = (oneText(value, 'include') ?? '').split(',').filter((name) => name !== '')
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new RequestRefused('include_unknown', {
      include: [known.length === 0 ? 'This list can include nothing.' : `This list can include ${known.join(', ')}.`],
    })
  }
  return new Set(names)
}

export function readListFilters(query: Record<string, QueryValue>, options: ListOptions): ListFilters {
  const { search, search_with, custom_field, json_contains, ...fields } = mapOf(query['filter'], 'filter')
  const isCustom = custom_field !== undefined || json_contains !== undefined
  if (isCustom && !options.hasCustomData) {
    refuse(
      custom_field === undefined ? 'filter[json_contains]' : 'filter[custom_field]',
      'is not known here',
      'filter_unknown',
    )
  }
  return {
    filters: Object.entries(fields).flatMap(([name, value]) => readFilter(name, value, options.filters)),
    sorts: readSorts(oneText(query['sort'], 'sort'), options),
    search: readSearch(query, search, options),
    searchWith: readSearchWith(search_with, options.searchWith ?? []),
    custom: isCustom ? [...readCustomFields(custom_field), ...readContained(json_contains)] : [],
    includes: readIncludes(query['include'], options.includes ?? []),
  }
}
