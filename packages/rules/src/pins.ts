/**
 * Which PINs may be chosen. Five wrong tries lock a person, so what counts is that the first five guesses of whoever
 * finds the till alone are not among them.
 */
const pinDigitsMin = 4
const pinDigitsMax = 12

const pinPattern = new RegExp(`^\\d{${pinDigitsMin},${pinDigitsMax}}$`)

/** 1234, 4321, 7890: each digit follows the one before it, up or down, 0 behind 9. */
function isRun(pin: string): boolean {
  const steps = Array.from(pin)
    .slice(1)
    .map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10)
  return steps.every((step) => step === 1) || steps.every((step) => step === 9)
}

/** 0000, 1212, 123123: a beginning that only repeats. */
const isRepeated = (pin: string): boolean => /^(\d{1,6})\1+$/.test(pin)

/** Why a PIN is refused; null for a good one. `numbers` are what everybody knows of the person. */
export function pinFault(pin: string, numbers: readonly string[]): 'length' | 'weak' | null {
  if (!pinPattern.test(pin)) return 'length'
  return isRun(pin) || isRepeated(pin) || numbers.includes(pin) ? 'weak' : null
}
