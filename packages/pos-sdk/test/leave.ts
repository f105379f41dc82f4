// A server that hands out leave to redeem offline, for tests of the till: as the real one does, it answers a key once, gives
// the same leave again while it is open, and gives another one after the last report.
import { formatInstant, hourMs, instant, type Instant } from '@tillside/rules/time'

import { type Answer, type Asked, data, type Server, willing } from './counter.ts'
import { ada } from './story.ts'

export const morning = instant(Date.UTC(2026, 0, 5, 10))
export const validHours = 12
/** From the grant: its time, and as long again and once more to report. */
const reportHours = 36

interface Leave {
  readonly id: string
  readonly grantedAt: Instant
  isReported: boolean
}

interface LeaveServer {
  readonly server: Server
  /** What becomes of the line: dead, or only the next answers about this path are lost (the server has heard). */
  readonly line: { isUp: boolean; losesNext: string | null }
  readonly granted: Leave[]
  /** Of each report: which leave, how many spends, and whether it was the last. */
  readonly reports: string[]
}

/** `now` is the server's clock. */
export function openLeaveServer(now: () => Instant, mode: 'reserve' | 'risk' = 'risk'): LeaveServer {
  const line: LeaveServer['line'] = { isUp: true, losesNext: null }
  const granted: Leave[] = []
  const reports: string[] = []
  const kept = new Map<string, Answer>()

  const grant = (profileId: string): Answer => {
    const isOpen = (leave: Leave): boolean => !leave.isReported && leave.grantedAt + reportHours * hourMs > now()
    let leave = granted.findLast(isOpen)
    if (!leave) {
      leave = { id: `a${granted.length + 1}`, grantedAt: now(), isReported: false }
      granted.push(leave)
    }
    const validUntil = instant(leave.grantedAt + validHours * hourMs)
    return data({
      id: leave.id,
      profile_id: profileId,
      signature: 's',
      mode,
      count: 3,
      amount_per_sale: 5,
      amount_total: 10,
      spent_count: 0,
      spent: 0,
      valid_from: formatInstant(leave.grantedAt),
      valid_until: formatInstant(validUntil),
    })
  }
  const report = (id: string, { body }: Asked): Answer => {
    const spends = (body['spends'] ?? []) as { reference: string; amount: number }[]
    const leave = granted.find((one) => one.id === id)
    if (leave && body['is_final'] === true) leave.isReported = true
    reports.push(`${id} ${spends.length}${body['is_final'] === true ? ' last' : ''}`)
    const settled = spends.map(({ reference, amount: total }) => ({ reference, redemption_id: 5, total, shortfall: 0 }))
    return data({ spends: settled }, 200)
  }
  const answerTo = async (asked: Asked): Promise<Answer> => {
    const known = kept.get(String(asked.key))
    if (known) return known
    const [, of, id = '', what] = asked.path.split('/')
    const answer = what === 'allowances' ? grant(id) : of === 'allowances' ? report(id, asked) : await willing(asked)
    if (asked.key !== undefined) kept.set(asked.key, answer)
    return answer
  }
  const server: Server = async (asked) => {
    if (!line.isUp) return 'lost'
    const answer = await answerTo(asked)
    if (line.losesNext !== null && asked.path.endsWith(line.losesNext)) {
      line.losesNext = null
      return 'lost'
    }
    return answer === 'lost' ? answer : { ...answer, headers: { date: new Date(now()).toUTCString() } }
  }
  return { server, line, granted, reports }
}

export const adaId = ada.profileId
