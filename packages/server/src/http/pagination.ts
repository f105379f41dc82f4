// Pages, in the three forms that clients send and the one shape that they read.
import type { FastifyRequest } from 'fastify'

import type { Page } from '../db/list.ts'
import { refuseParameter } from './errors.ts'
import type { QueryValue } from './filters.ts'

const sizeDefault = 15
/** Largest page; a larger wish gets this many. */
const sizeMax = 500
/** Rows beyond this are out of reach of paging; filters are for that. */
const offsetMax = 1_000_000_000

function readCount(value: QueryValue, parameter: string, fallback: number, minimum: number): number {
  if (value === undefined) return fallback
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : NaN
  if (count >= minimum && count <= offsetMax) return count
  return refuseParameter(parameter, `must be a whole number from ${minimum}`)
}

/** `page[size]` and `page[number]`, `per_page` and `page`, or `limit` and `offset`. */
export function readPage(query: Record<string, QueryValue>): Page {
  const page = query['page']
  const nested = page !== null && typeof page === 'object' && !Array.isArray(page) ? page : undefined
  const odd = Object.keys(nested ?? {}).find((name) => name !== 'size' && name !== 'number')
  if (odd !== undefined) {
    refuseParameter(`page[${odd}]`, 'is not known; there are page[size] and page[number]')
  }
  const wished =
    nested?.['size'] !== undefined
      ? readCount(nested['size'], 'page[size]', sizeDefault, 1)
      : query['per_page'] !== undefined
        ? readCount(query['per_page'], 'per_page', sizeDefault, 1)
        : readCount(query['limit'], 'limit', sizeDefault, 1)
  const size = Math.min(wished, sizeMax)
  if (query['offset'] !== undefined && page === undefined) {
    const offset = readCount(query['offset'], 'offset', 0, 0)
    return { number: Math.ceil(offset / size) + 1, size, offset, isByOffset: true }
  }
  const number = nested ? readCount(nested['number'], 'page[number]', 1, 1) : readCount(page, 'page', 1, 1)
  return { number, size, offset: (number - 1) * size, isByOffset: false }
}

interface PageLink {
  url: string | null
  label: string
  active: boolean
}

/** Pages shown on each side of the current one. */
const neighbours = 3

function pageLinks(page: Page, lastPage: number, urlOf: (number: number) => string): PageLink[] {
  const wanted = new Set([1, 2, lastPage - 1, lastPage])
  for (let number = page.number - neighbours; number <= page.number + neighbours; number += 1) wanted.add(number)
  const numbers = [...wanted].filter((number) => number >= 1 && number <= lastPage).sort((a, b) => a - b)
  const links: PageLink[] = []
  for (const [index, number] of numbers.entries()) {
    const previous = numbers[index - 1]
    if (previous !== undefined && number > previous + 1) links.push({ url: null, label: '...', active: false })
    links.push({ url: urlOf(number), label: String(number), active: number === page.number })
  }
  return links
}

/** The whole answer of a paginated list. */
export function pageBody<T>(
  request: FastifyRequest,
  page: Page,
  rows: readonly T[],
  total: number,
): Record<string, unknown> {
  // As it was asked: a page of ours asks below the path of its app, and goes on there.
  const [pathname = '', search = ''] = request.originalUrl.split('?')
  const path = `${request.protocol}://${request.host}${pathname}`
  const parameters = new URLSearchParams(search)
  for (const name of ['page', 'per_page', 'limit', 'offset', 'page[size]', 'page[number]']) parameters.delete(name)
  const others = parameters.size === 0 ? '' : `&${parameters.toString()}`
  // In the form in which the page was asked for: pages by offset may begin anywhere, and go on from there.
  const urlOf = (number: number): string =>
    page.isByOffset
      ? `${path}?limit=${page.size}&offset=${Math.max(0, page.offset + (number - page.number) * page.size)}${others}`
      : `${path}?page[number]=${number}&page[size]=${page.size}${others}`
  const lastPage = Math.max(1, page.number - 1 + Math.ceil((total - page.offset) / page.size))
  const previous = page.number > 1 ? urlOf(Math.min(page.number - 1, lastPage)) : null
  const next = page.number < lastPage ? urlOf(page.number + 1) : null
  return {
    data: rows,
    links: { first: urlOf(1), last: urlOf(lastPage), prev: previous, next },
    meta: {
      current_page: page.number,
      from: rows.length === 0 ? null : page.offset + 1,
      last_page: lastPage,
      links: [
        { url: previous, label: '&laquo; Previous', active: false },
        ...pageLinks(page, lastPage, urlOf),
        { url: next, label: 'Next &raquo;', active: false },
      ],
      path,
      per_page: page.size,
      to: rows.length === 0 ? null : page.offset + rows.length,
      total,
    },
  }
}
