// A list of the server's: what it can be asked for, and the pages in which it answers.
import type { Route } from '@tillside/contract/route'

type QueryValue = string | number | boolean | undefined
export type Query = Readonly<Record<string, QueryValue>>

/** What a list can be asked for, by the names that its route knows. */
export interface ListQuery<R extends Route> {
  readonly filter?: R extends { list: { filters: infer Filters } }
    ? { readonly [Name in keyof Filters]?: string | number | boolean }
    : never
  readonly sort?: string
  readonly page?: number
  readonly pageSize?: number
}

/** The query of a list: `filter[state]=unmatched&page[number]=2`. */
export const listQuery = <R extends Route>({ filter, sort, page, pageSize }: ListQuery<R>): Query => ({
  ...Object.fromEntries(Object.entries(filter ?? {}).map(([name, value]) => [`filter[${name}]`, value as QueryValue])),
  sort,
  'page[number]': page,
  'page[size]': pageSize,
})

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** Over all pages. */
  readonly total: number
  /** The number of the next page; null on the last one. */
  readonly pageNext: number | null
}

export function toPage(body: unknown): Page<unknown> {
  const { data, meta } = body as { data: unknown[]; meta: Record<string, unknown> }
  const [current, last] = [Number(meta['current_page']), Number(meta['last_page'])]
  return {
    items: data,
    total: Number(meta['total'] ?? data.length),
    pageNext: current < last ? current + 1 : null,
  }
}
