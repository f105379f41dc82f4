// What the doctor says, for an operator: a line for each promise, and below it what disagrees.
import { majorFromMinor } from '@tillside/money/money'

import type { Check, Finding } from './check.ts'
import { checks, type Examined } from './examine.ts'

const promiseWidth = Math.max(...checks.map(({ promise }) => promise.length))

function figure(amount: number | null, unit: Check['unit'], currency: string): string {
  if (amount === null) return 'nothing'
  if (unit === 'money') return `${majorFromMinor(amount, currency)} ${currency}`
  return unit === 'points' ? `${amount / 1_000} points` : String(amount)
}

function sentence(
  { subject, profile_id: member, kept, computed, words }: Finding,
  unit: Check['unit'],
  currency: string,
): string {
  const whose = member === null ? '' : ` of member ${member}`
  const told = words ?? `${figure(kept, unit, currency)} is kept, ${figure(computed, unit, currency)} is right`
  return `${subject}${whose}: ${told}`
}

/** The lines of one check. */
export function reportOf({ check, count, findings, seconds }: Examined, currency: string): string[] {
  const result = count === 0 ? 'ok' : `${count} ${count === 1 ? 'disagrees' : 'disagree'}`
  const head = `  ${check.promise.padEnd(promiseWidth)}  ${result.padEnd(12)}  ${seconds.toFixed(1)} s`
  const shown = findings.map((finding) => `      ${sentence(finding, check.unit, currency)}`)
  const more = count > findings.length ? [`      and ${count - findings.length} more`] : []
  return [head, ...shown, ...more]
}
