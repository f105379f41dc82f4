// A member's dates: anniversaries, children's birthdays. One per handle and relationship.
import type { Static } from 'typebox'

import type { DateRequest } from '@tillside/contract/profile-parts'

import type { DateRow } from './row.ts'

type Sent = Static<typeof DateRequest>

const relationshipDefault = 'Me'

const newDate = (id: number, handle: string, relationship: string, at: string): DateRow => ({
  id,
  type: null,
  date: null,
  is_recurring: false,
  recurring_schedule: null,
  name: null,
  handle,
  relationship,
  role: null,
  description: null,
  note: null,
  meta: null,
  links: [],
  created_at: at,
  updated_at: at,
})

const kept = <T>(sent: T | undefined, before: T): T => (sent === undefined ? before : sent)

function changed(before: DateRow, sent: Sent, at: string): DateRow {
  return {
    ...before,
    type: kept(sent.type, before.type),
    // A day, whatever time was written behind it.
    date: sent.date ? sent.date.slice(0, 'YYYY-MM-DD'.length) : kept(sent.date, before.date),
    is_recurring: sent.is_recurring ?? before.is_recurring,
    recurring_schedule: kept(sent.recurring_schedule, before.recurring_schedule),
    name: kept(sent.name, before.name),
    role: kept(sent.role, before.role),
    description: kept(sent.description, before.description),
    note: kept(sent.note, before.note),
    meta: kept(sent.meta, before.meta),
    links: sent.links ?? before.links,
    updated_at: at,
  }
}

/** Changes the dates that are there, adds the others, and leaves what is not named. */
export function mergeDates(
  before: readonly DateRow[],
  sent: readonly Sent[],
  nextId: () => number,
  at: string,
): DateRow[] {
  const dates = [...before]
  for (const entry of sent) {
    const relationship = entry.relationship ?? relationshipDefault
    const index = dates.findIndex((date) => date.handle === entry.handle && date.relationship === relationship)
    const found = dates[index]
    if (found) dates[index] = changed(found, entry, at)
    else dates.push(changed(newDate(nextId(), entry.handle, relationship, at), entry, at))
  }
  return dates
}
