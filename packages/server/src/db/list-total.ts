// How many rows a list has, counted only when the page itself does not tell: most look-ups find one or none.
import type { Page } from './list.ts'

export async function readRows<T>(
  page: Page,
  read: { rows(): PromiseLike<T[]>; count(): PromiseLike<{ total: number }[]> },
): Promise<{ rows: T[]; total: number }> {
  const rows = await read.rows()
  const isLastPage = rows.length < page.size && (rows.length > 0 || page.offset === 0)
  if (isLastPage) return { rows, total: page.offset + rows.length }
  const [counted] = await read.count()
  return { rows, total: counted?.total ?? 0 }
}
