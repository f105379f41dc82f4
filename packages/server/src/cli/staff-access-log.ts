// tillside staff-access-log: who changed by what staff are let in, a line for each change, the last one at the end.
import { formatInstant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { readLastAccessEvents } from '../staff/access-events.ts'
import { findStaff } from '../staff/service.ts'
import { inTransaction } from './session.ts'

type Line = Awaited<ReturnType<typeof readLastAccessEvents>>[number]

const roleWords = ({ role_before, role }: Line): string => {
  const [before, after] = [role_before ?? 'not let in', role ?? 'not let in']
  return before === after ? after : `${before} → ${after}`
}

function wordsOf(line: Line): string {
  const secrets = [
    ...(line.pin === 'kept' ? [] : [`PIN ${line.pin}`]),
    ...(line.badge === 'kept' ? [] : [`badge ${line.badge}`]),
  ]
  return [line.event === 'removed' ? 'removed' : roleWords(line), ...secrets].join(', ')
}

/** A token may be called anything, also "command line": its id says that it was one. */
const giverWords = ({ by, token_id, user_name }: Line): string =>
  token_id === null ? by : `token "${by}"${user_name === null ? '' : ` of ${user_name}`} (${token_id})`

export async function printAccessLog(config: Config, given: string | null): Promise<number> {
  const lines = await inTransaction(config, 'staff-access-log', async (tx) => {
    if (given === null) return readLastAccessEvents(tx, null)
    const staff = await findStaff(tx, given)
    return staff && readLastAccessEvents(tx, staff.id)
  })
  if (lines === undefined) {
    console.error(`There is no member of staff "${given}".`)
    return 1
  }
  for (const line of lines)
    console.log(
      `${formatInstant(line.created_at)}  ${line.full_name} (${line.staff_id})  ${wordsOf(line)}  by ${giverWords(line)}`,
    )
  if (lines.length === 0) console.log('Nobody was let in yet.')
  return 0
}
