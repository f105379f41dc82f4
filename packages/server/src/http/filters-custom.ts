// Filters on custom data: `filter[custom_field][namespace][handle]=5` and `filter[json_contains]={"namespace":{"handle":5}}`.
import type { CustomFilter } from '../db/list.ts'
import { refuseParameter as refuse } from './errors.ts'
import type { QueryValue } from './filters.ts'
import { assertStorable } from './validation.ts'

const valuesMax = 100

type Names = readonly [name: string, value: QueryValue][]

const entriesOf = (value: QueryValue, parameter: string): Names =>
  typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
    : refuse(parameter, 'must name a namespace and a handle: filter[custom_field][pos][colour]=red')

/** What a text in an address can mean as a value: itself, a number, yes or no. */
function meanings(text: string): unknown[] {
  const number = text.trim() !== '' && Number.isFinite(Number(text)) ? [Number(text)] : []
  const truth = ['1', 'true'].includes(text) ? [true] : ['0', 'false'].includes(text) ? [false] : []
  return [text, ...number, ...truth]
}

function readOperator(
  names: Pick<CustomFilter, 'namespace' | 'handle'>,
  operator: string,
  value: QueryValue,
): CustomFilter {
  const parameter = `filter[custom_field][${names.namespace}][${names.handle}]${operator === 'eq' ? '' : `[${operator}]`}`
  if (typeof value !== 'string') return refuse(parameter, 'must have one value')
  if (value.includes('\u0000')) refuse(parameter, 'is not a value to look for')
  switch (operator) {
    case 'eq':
    case 'ne':
      return { ...names, operator, values: meanings(value) }
    case 'in': {
      const texts = value.split(',')
      if (texts.length > valuesMax) refuse(parameter, `takes at most ${valuesMax} values`)
      return { ...names, operator: 'eq', values: texts.flatMap(meanings) }
    }
    case 'nullable':
      if (value !== '0' && value !== '1') refuse(parameter, 'must be 1 or 0')
      return { ...names, operator, values: [value === '1'] }
    default:
      return refuse(parameter, 'is not known here', 'filter_unknown')
  }
}

export function readCustomFields(given: QueryValue): CustomFilter[] {
  if (given === undefined) return []
  return entriesOf(given, 'filter[custom_field]').flatMap(([namespace, byHandle]) =>
    entriesOf(byHandle, `filter[custom_field][${namespace}]`).flatMap(([handle, value]) => {
      const names = { namespace, handle }
      if ([namespace, handle].some((name) => name.includes('\u0000'))) {
        refuse('filter[custom_field]', 'is not a name to look for')
      }
      if (typeof value !== 'object' || Array.isArray(value)) return [readOperator(names, 'eq', value)]
      return Object.entries(value).map(([operator, inner]) => readOperator(names, operator, inner))
    }),
  )
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function readContained(given: QueryValue): CustomFilter[] {
  if (given === undefined) return []
  const parameter = 'filter[json_contains]'
  let wished: unknown
  try {
    wished = JSON.parse(typeof given === 'string' ? given : '')
  } catch {
    wished = undefined
  }
  if (!isMap(wished) || !Object.values(wished).every(isMap)) {
    return refuse(parameter, 'must be JSON by namespace and handle, such as {"pos":{"colour":"red"}}')
  }
  assertStorable(wished, parameter)
  return Object.entries(wished as Record<string, Record<string, unknown>>).flatMap(([namespace, byHandle]) =>
    Object.entries(byHandle).map(([handle, value]): CustomFilter => ({
      namespace,
      handle,
      operator: 'eq',
      values: [value],
    })),
  )
}
