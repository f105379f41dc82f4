/**
 * Expected failures are values: a stable code, the field at fault where there is one, and
 * the figures that a cashier needs to read out. Surprises are thrown.
 */

export type Refusal<Code extends string = string> = Readonly<{
  code: Code
  /** The request's field that is at fault, as spelt on the wire. */
  field?: string
  /** What is wrong with the field, in a sentence, where the code alone does not say it. */
  words?: string
  details?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}>

export type Outcome<T, Code extends string = string> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{ ok: false; refusal: Refusal<Code> }>

export function accept<T>(value: T): Readonly<{ ok: true; value: T }> {
  return { ok: true, value }
}

export function refuse<Code extends string>(
  code: Code,
  extra: Omit<Refusal, 'code'> = {},
): Readonly<{ ok: false; refusal: Refusal<Code> }> {
  return { ok: false, refusal: { code, ...extra } }
}
