// A server on this machine that misbehaves as it is told to, for what a client must bear. It says what arrived.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Arrival {
  readonly method: string
  readonly url: string
  readonly key: string | undefined
  readonly body: string
}

/** What becomes of one request. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void

export const answer =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

export const redeemed = answer(201, { data: { id: 71, total: 10 } })
export const found = answer(200, { data: { id: 'p', first_name: 'Sample' } })
export const busy = answer(503, { message: 'busy', code: 'busy' }, { 'retry-after': '1' })
export const unavailable = answer(503, { message: 'unavailable', code: 'unavailable' }, { 'retry-after': '1' })
export const never: Behaviour = () => {}
export const cut: Behaviour = (response) => response.destroy()
export const cutInTheMiddle: Behaviour = (response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"data":{"id":71', () => response.destroy())
}

export interface Loopback {
  readonly url: string
  readonly arrivals: readonly Arrival[]
  /** What the next requests meet, one each; the last one stays. */
  behave(...behaviours: readonly Behaviour[]): void
  close(): Promise<void>
}

export async function openLoopback(): Promise<Loopback> {
  let script: readonly Behaviour[] = [found]
  const arrivals: Arrival[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const body = Buffer.concat(chunks).toString()
      arrivals.push({ method, url, key: headers['idempotency-key'] as string | undefined, body })
      const [behaviour = found, ...rest] = script
      if (rest.length > 0) script = rest
      behaviour(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    behave: (...behaviours) => {
      arrivals.length = 0
      script = behaviours
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
