// Opening the port. It is tried before anything else is started: who finds it taken should find no new database either.
import { once } from 'node:events'
import { createServer } from 'node:net'

import type { Config } from './config.ts'
import { codeOf } from './db/embedded/error.ts'

type Address = Pick<Config, 'host' | 'port'>

/** The message is for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export async function tryPort(address: Address): Promise<void> {
  const probe = createServer()
  await listening(address, async () => {
    probe.listen(address.port, address.host)
    await once(probe, 'listening')
  })
  probe.close()
  await once(probe, 'close')
}

/** Runs what listens there; a failure becomes a sentence about the address. */
export async function listening<T>(address: Address, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    throw new ListenError(sentenceFor(codeOf(error), address))
  }
}

function sentenceFor(code: string, { host, port }: Address): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use: stop what listens there, or set PORT to another one.`
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: set PORT to one above 1023.`
  return `HOST ${host} is no address of this machine (${code}): set HOST to one that is, such as 127.0.0.1.`
}
