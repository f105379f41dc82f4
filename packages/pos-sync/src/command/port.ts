// A port that cannot be had is said in a sentence.
import { codeOf } from '../database/trouble.ts'

export class PortError extends Error {
  override readonly name = 'PortError'
}

/** Passes on what was opened, or says which option names the port that could not be. */
export const opening = <T>(option: string, port: number, opened: Promise<T>): Promise<T> =>
  opened.catch((error: unknown) => {
    const why = codeOf(error) === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${codeOf(error)})`
    throw new PortError(`The port ${port} ${why}: name another with ${option}.`)
  })
