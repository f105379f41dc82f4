// A receiver of webhooks on this machine: it hears everything, and answers as the story says.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Heard {
  readonly path: string
  readonly event: string
  readonly headers: IncomingHttpHeaders
  /** As it was sent. */
  readonly raw: Buffer
  // A test reads a payload as a receiver would: by name, without a schema.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** Gives a status, at once or in a while; or does something else with the response, and gives nothing. */
export type Reply = (heard: Heard, response: ServerResponse) => number | undefined | Promise<number | undefined>

export interface Receiver {
  readonly url: string
  readonly heard: Heard[]
  /** How everything from now on is answered; 200 until it is said. */
  answer(reply: Reply | number): void
  /** The events that were heard, oldest first. */
  events(): string[]
  close(): Promise<void>
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const raw = await buffer(request)
  return {
    path: request.url ?? '',
    event: String(request.headers['x-omneo-event']),
    headers: request.headers,
    raw,
    body: JSON.parse(raw.toString('utf8')),
  }
}

export async function openReceiver(host = '127.0.0.1'): Promise<Receiver> {
  const heard: Heard[] = []
  let reply: Reply = () => 200
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await hear(request)
    heard.push(one)
    const status = await reply(one, response)
    if (status !== undefined) response.writeHead(status).end()
  }
  const server = createServer((request, response) => {
    void respond(request, response)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    heard,
    answer: (next) => {
      reply = typeof next === 'number' ? () => next : next
    },
    events: () => heard.map(({ event }) => event),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
