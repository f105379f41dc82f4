// Fields of a definition that are stored and answered and decide nothing: one jsonb column keeps them all.
import type { Static, TObject } from 'typebox'

export type Details = Readonly<Record<string, unknown>>

/** The stored fields in the shape that is answered; what was never sent is null. */
export function readDetails<T extends TObject>(schema: T, stored: Details): Static<T> {
  const fields = Object.keys(schema.properties).map((name) => [name, stored[name] ?? null])
  return Object.fromEntries(fields) as Static<T>
}

/** What is kept after a request: fields that it leaves out stay as they were. */
export function keepDetails(schema: TObject, sent: object, kept: Details): Details {
  const given = Object.entries(sent).filter(([name, value]) => value !== undefined && name in schema.properties)
  return { ...kept, ...Object.fromEntries(given) }
}

/** What was sent, null included, or what is kept when nothing was. */
export const sentOr = <T>(sent: T | undefined, kept: T): T => (sent === undefined ? kept : sent)
