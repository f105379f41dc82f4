// tillside staff-access: a role and a PIN for somebody who signs in on tills and the staff portal.
import { createInterface } from 'node:readline/promises'

import { refusals } from '@tillside/contract/refusals'
import { roles } from '@tillside/rules/roles'

import type { Config } from '../config.ts'
import { giveAccess } from '../devices/sessions.ts'
import { inTransaction, operator } from './session.ts'

interface AccessWish {
  /** By number or id. */
  readonly staff: string
  /** As the command line gave them. */
  readonly role?: unknown
  /** Left out: asked for; false: the PIN is taken away. */
  readonly pin?: unknown
  readonly badge?: unknown
}

/** A line of the terminal that it does not show, or of whatever is piped in. */
async function askForPin(): Promise<string> {
  const { isTTY: isTerminal } = process.stdin
  if (isTerminal) process.stderr.write('PIN: ')
  const lines = createInterface({ input: process.stdin, terminal: isTerminal })
  for await (const line of lines) {
    lines.close()
    if (isTerminal) process.stderr.write('\n')
    return line.trim()
  }
  return ''
}

/** What was said; null for `--no-…`, and undefined where nothing was. */
const textOf = (given: unknown): string | null | undefined =>
  given === false ? null : typeof given === 'string' ? given : undefined

export async function changeStaffAccess(config: Config, wish: AccessWish): Promise<number> {
  const isNone = wish.role === 'none'
  const role = roles.find((known) => known === wish.role) ?? null
  if (role === null && !isNone) {
    console.error(`The role is one of ${roles.join(', ')}, or none.`)
    return 1
  }
  const badge = textOf(wish.badge)
  const said = isNone ? null : textOf(wish.pin)
  const pin = said === undefined ? await askForPin() : said
  const request = { role, pin, ...(badge === undefined ? {} : { badge }) }
  const giver = { by: operator, token_id: null, user_id: null }
  const changed = await inTransaction(config, 'staff-access', (tx, now) =>
    giveAccess(tx, wish.staff, request, giver, now),
  )
  if (!changed.ok) {
    const { code, words } = changed.refusal
    console.error(
      code === 'not_found' ? `There is no member of staff "${wish.staff}".` : (words ?? refusals[code].message),
    )
    return 1
  }
  const { full_name, has_pin, has_badge } = changed.value
  const held =
    [...(has_pin ? ['a PIN'] : []), ...(has_badge ? ['a badge'] : [])].join(' and ') || 'neither PIN nor badge'
  console.log(
    role === null ? `${full_name} is not let in any more.` : `${full_name} is let in as ${role}, with ${held}.`,
  )
  return 0
}
