// What was typed, where the command line has made a number of it: 0471 is another PIN than 471, and 0042 another person.

const isThat = (text: string | undefined, given: number): text is string =>
  text !== undefined && text.trim() !== '' && Number(text) === given

/** An argument without a name. */
export function typedArgument(given: string | number): string {
  if (typeof given === 'string') return given
  return process.argv.slice(2).find((text) => isThat(text, given)) ?? String(given)
}

/** What stands behind an option's name. */
export function typedOption(name: string, given: unknown): unknown {
  if (typeof given !== 'number') return given
  const words = process.argv.slice(2)
  const behind = words.flatMap((word, index) => {
    if (word === `--${name}`) return [words[index + 1]]
    return word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []
  })
  return behind.find((text) => isThat(text, given)) ?? String(given)
}
