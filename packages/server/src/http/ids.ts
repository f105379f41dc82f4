// Ids as they stand in a path.

const digits = /^\d{1,15}$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A numeric id, or null when the text is none: no record has it. */
export const readId = (text: string): number | null => (digits.test(text) ? Number(text) : null)

/** A profile id, or null when the text is none. */
export const readUuid = (text: string): string | null => (uuid.test(text) ? text.toLowerCase() : null)
