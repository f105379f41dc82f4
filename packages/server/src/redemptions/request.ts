// Reads what a redemption or a return asks for: the units in which rules decide, and one form for the
// three spellings of strategies.
import type { Static } from 'typebox'

import type { ReturnRequest } from '@tillside/contract/redemptions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { decimalsOf, minorFromMajor } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Strategy } from '@tillside/rules/redemptions'
import { instant, type Instant, secondMs } from '@tillside/rules/time'

import { RequestRefused } from '../http/errors.ts'

export interface AskedBenefit {
  readonly id: number | null
  readonly handle: string | null
  readonly quantity: number
}

/** What was asked for, with the amount in minor units; null amount when no value was asked for. */
export interface Asked {
  readonly amount: number | null
  /** The kinds of value to draw on, in order; undefined when the request leaves it to us. */
  readonly strategies: readonly Strategy[] | undefined
  /** Benefits are asked for, by name or as a strategy. */
  readonly wantsBenefits: boolean
  readonly benefits: readonly AskedBenefit[]
  readonly strict: boolean
}

type Body = Static<typeof ReturnRequest>

/** An amount above zero with no more decimals than the currency has; anything else names the field. */
export function readAmount(amount: number, currency: string, field = 'amount'): number {
  const minor = minorFromMajor(amount, currency)
  if (minor !== null && minor > 0) return minor
  const words = `The ${field} field must be above zero, with at most ${decimalsOf(currency)} decimals.`
  throw new RequestRefused('validation_failed', { [field]: [words] })
}

function namesOf({ strategies, strategy }: Body): readonly string[] | undefined {
  const given = strategies ?? strategy ?? undefined
  return typeof given === 'string' ? given.split('_') : given
}

function readBenefits(body: Body): AskedBenefit[] {
  return (body.benefits ?? []).map(({ id, handle, quantity }, index) => {
    const hasName = (id ?? handle ?? null) !== null
    if (!hasName) {
      const field = `benefits.${index}.id`
      throw new RequestRefused('validation_failed', { [field]: [`The ${field} field is required without a handle.`] })
    }
    return { id: id === undefined || id === null ? null : Number(id), handle: handle ?? null, quantity: quantity ?? 1 }
  })
}

export function readAsked(body: Body, currency: string): Outcome<Asked, RefusalCode> {
  if (body.currency && body.currency !== currency) return refuse('currency_unsupported', { details: { currency } })
  const names = namesOf(body)
  if (names?.includes('credits')) return refuse('strategy_unsupported', { details: { strategy: 'credits' } })
  const benefits = readBenefits(body)
  const wantsBenefits = benefits.length > 0 || names?.includes('benefits') === true
  const strategies =
    names && [...new Set(names)].filter((name): name is Strategy => name === 'rewards' || name === 'points')
  const amount = typeof body.amount === 'number' ? readAmount(body.amount, currency) : null
  if (amount !== null && strategies?.length === 0) {
    return refuse('strategy_unsupported', { details: { strategy: 'benefits' } })
  }
  return accept({ amount, strategies, wantsBenefits, benefits, strict: body.strict === true })
}

/** When a hold that is asked for lapses; null when none is. */
export const holdEnd = (hold: { readonly expires_in: number } | null | undefined, now: Instant): Instant | null =>
  hold ? instant(now + hold.expires_in * secondMs) : null
