import { readMetrics } from '@tillside/contract/metrics'

import type { Context } from '../http/context.ts'
import { mount } from '../http/mount.ts'
import type { Metrics } from './metrics.ts'
import { readWaiting } from './store.ts'

export function mountMetrics(context: Context, metrics: Metrics): void {
  mount(context, readMetrics, async (_request, reply) => {
    const now = context.now()
    const page = await metrics.print(await readWaiting(context.database.read, now), now)
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(page)
  })
}
