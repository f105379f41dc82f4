// Barcodes of GS1's range for examples: no goods and no card of anybody have them.
import { gs1CheckDigit } from '@tillside/rules/identities'

/** `kind` keeps goods and cards apart. */
export function codeOf(kind: number, serial: number): string {
  const digits = `952${kind}${String(serial).padStart(8, '0')}`
  return `${digits}${gs1CheckDigit(digits)}`
}
