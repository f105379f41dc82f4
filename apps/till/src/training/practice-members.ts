// Whom a cashier practises with. Nobody: their cards are of GS1's range for examples.
import { decimalsOf } from '@tillside/money/money'
import { gs1CheckDigit } from '@tillside/rules/identities'

export interface PracticeMember {
  readonly profileId: string
  readonly fullName: string
  readonly email: string | null
  /** To scan or to type; empty for who was enrolled in practice. */
  readonly card: string
  readonly rewardMinor: number
  /** Thousandths of a point. */
  readonly points: number
  readonly benefits: readonly { readonly id: number; readonly name: string; readonly usesLeft: number }[]
}

const cardOf = (serial: number): string => {
  const digits = `9529${String(serial).padStart(8, '0')}`
  return `${digits}${gs1CheckDigit(digits)}`
}

export function practiceMembers(currency: string): readonly PracticeMember[] {
  const rewardMinor = 25 * 10 ** decimalsOf(currency)
  const hemming = [{ id: 901, name: 'Free hemming', usesLeft: 1 }]
  return [
    {
      profileId: 'practice-robin',
      fullName: 'Robin Practice',
      email: 'robin@example.com',
      card: cardOf(1),
      rewardMinor,
      points: 400_000,
      benefits: hemming,
    },
    {
      profileId: 'practice-kim',
      fullName: 'Kim Training',
      email: 'kim@example.com',
      card: cardOf(2),
      rewardMinor: 0,
      points: 1_250_000,
      benefits: [],
    },
    {
      profileId: 'practice-sam',
      fullName: 'Sam Newcomer',
      email: null,
      card: cardOf(3),
      rewardMinor: 0,
      points: 0,
      benefits: [],
    },
  ]
}
