import { ClientError } from '@tillside/pos-sdk/client/errors'

/** A change that says how things shall be is asked for once more when its answer is lost: done twice it is the same as once. */
export async function askTwice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ClientError && error.mayHaveHappened) return ask()
    throw error
  }
}
