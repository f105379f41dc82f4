// News is collected while a transaction works, and written once, with its commit: a row for each member whom it is about, and one
// for all that is about no member. A transaction that is rolled back has no news.
import { causedEvents, type ChangeType, type EventName } from '@tillside/contract/events'

import { endingOf, type Ending } from '../db/ending.ts'
import type { Tx } from '../db/open.ts'
import { ring } from './bell.ts'
import { insertNews, type NewNews } from './store.ts'

/** What happened, by the name that the events have. */
interface News {
  readonly event: EventName
  /** Whose version it raises; null for what is about no member. */
  readonly profileId: string | null
  /** The reward, the sale, the product that it is about. */
  readonly subjectId: string | number | null
  /** What can be known of it no other way: of what is gone. */
  readonly details?: Readonly<Record<string, unknown>>
}

const booksOf = new WeakMap<Ending, News[]>()

const keyOf = (event: string, { profileId, subjectId }: News): string => `${event} ${profileId} ${subjectId}`

/** Said twice, it is told once; and what was made or taken away is not told to have changed as well. */
function condense(book: readonly News[]): News[] {
  const byKey = new Map(book.map((news) => [keyOf(news.event, news), news]))
  const isToldBy = (news: News, verb: string): boolean => byKey.has(keyOf(news.event.replace(/updated$/, verb), news))
  return [...byKey.values()].filter(
    (news) => !news.event.endsWith('.updated') || !(isToldBy(news, 'created') || isToldBy(news, 'deleted')),
  )
}

const typeOf = ({ event }: News): ChangeType => causedEvents[event].type

function rowsOf(book: readonly News[]): NewNews[] {
  const byMember = new Map<string | null, News[]>()
  for (const news of condense(book)) {
    const own = byMember.get(news.profileId) ?? []
    own.push(news)
    byMember.set(news.profileId, own)
  }
  return [...byMember].map(([profile_id, all]) => ({
    profile_id,
    types: [...new Set(all.map(typeOf))],
    events: all.map(({ event, subjectId, details }) => ({
      event,
      subject_id: subjectId,
      ...(details ? { details } : {}),
    })),
  }))
}

/** Leaves with the commit of the transaction, which must know its occasion. Whoever changes something of a member has locked them. */
export function announce(tx: Tx, ...news: readonly News[]): void {
  if (news.length === 0) return
  const ending = endingOf(tx)
  if (!ending?.occasion) throw new Error('news needs a transaction that knows its occasion')
  const { occasion } = ending
  const open = booksOf.get(ending)
  if (open) return void open.push(...news)
  const book = [...news]
  booksOf.set(ending, book)
  ending.closing = {
    statements: (last) => {
      const [first, ...others] = rowsOf(book)
      if (!first) return last ? [last] : []
      return [insertNews(tx, first, occasion, last), ...others.map((row) => insertNews(tx, row, occasion, undefined))]
    },
    done: ring,
  }
}

const bookOf = (tx: Tx): News[] => {
  const ending = endingOf(tx)
  return (ending && booksOf.get(ending)) ?? []
}

interface Versions {
  readonly version: number
  readonly profile_version: number
}

/** The versions that a member will have once this transaction is committed. */
export function versionsAfter(tx: Tx, profileId: string, { version, profile_version: ofProfile }: Versions): Versions {
  const own = bookOf(tx).filter((news) => news.profileId === profileId)
  if (own.length === 0) return { version, profile_version: ofProfile }
  const isOfProfile = own.some((news) => typeOf(news) === 'profile')
  return { version: version + 1, profile_version: isOfProfile ? version + 1 : ofProfile }
}

/** For a transaction that may undo a part of itself: what was announced so far, */
export const countNews = (tx: Tx): number => bookOf(tx).length

/** and, when it has undone what came after, that nothing of that happened. */
export function forgetNewsAfter(tx: Tx, count: number): void {
  bookOf(tx).length = count
}
