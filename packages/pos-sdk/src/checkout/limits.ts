// What the server takes of a sale. What is beyond it is refused at the counter: a sale that was closed must never be.
// limits.test.ts holds these against the contract, whose schemas do not travel to the till.

/** Characters of a name, a SKU, a kind of tender, or a reference. */
export const textLengthMax = 255
/** As they are sent: goods that come back may take two. */
export const linesMax = 1_000
export const tendersMax = 200
/** Units of one line, in either direction. */
export const unitsMax = 1_000_000

/** Text that every server can keep: not empty, not too long, without NUL, and without half a character. */
export const isText = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && text.length <= textLengthMax && !/\0|\p{Surrogate}/u.test(text)
