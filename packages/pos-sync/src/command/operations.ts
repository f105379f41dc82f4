// For the operator alone: metrics and health, on an address of their own, as the other one is open to whoever delivers.
import { createServer, type Server } from 'node:http'

import type { Pos } from '../sync/unit.ts'
import type { Metrics } from './metrics.ts'

async function isWritable({ outside }: Pos): Promise<boolean> {
  try {
    await outside.progress.read('filled_at')
    return true
  } catch {
    return false
  }
}

/** Serves `GET /metrics` and `GET /health`; answers the server and its port. */
export async function openOperations(
  pos: Pos,
  metrics: Metrics,
  { port, host }: { port: number; host: string },
): Promise<Server> {
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type }).end(body)
    }
    const handle = async (): Promise<void> => {
      if (request.method !== 'GET') return send(405, 'text/plain', 'GET only\n')
      // Counted when it is asked for: anything may have been set aside since, or be mended.
      if (request.url === '/metrics') await pos.outside.asides.count().then(metrics.setAside, () => {})
      if (request.url === '/metrics') return send(200, metrics.registry.contentType, await metrics.registry.metrics())
      if (request.url !== '/health') return send(404, 'text/plain', 'GET /metrics or /health\n')
      const isUp = await isWritable(pos)
      send(isUp ? 200 : 503, 'application/json', JSON.stringify({ status: isUp ? 'ok' : 'pos_unavailable' }))
    }
    handle().catch(() => send(500, 'text/plain', 'failed\n'))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  return server
}
