// Lists as PostgreSQL writes them: `{1,2,NULL}`, `{"a b","say \"hi\""}`. Said here for the few types that we use, so
// that the driver need not ask each new connection for all types that there are.

/** A list of one dimension as a parameter; `format` prints one entry. */
export const toArrayLiteral = <T>(values: readonly (T | null)[], format: (value: T) => string): string =>
  `{${values.map((value) => (value === null ? 'NULL' : `"${format(value).replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`

const entry = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/g

/** The entries of a list of text. */
export const parseTextArray = (literal: string): (string | null)[] =>
  [...literal.matchAll(entry)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return quoted.replaceAll(/\\(.)/gs, '$1')
    return plain === 'NULL' ? null : (plain as string)
  })
