import { readHealth } from '@tillside/contract/health'

import type { Context } from './context.ts'
import { mount } from './mount.ts'

/** Answers 200 while the database answers. */
export function mountHealth(context: Context): void {
  mount(context, readHealth, async (_request, reply) => {
    await context.database.read`select 1`
    return reply.send({ status: 'ok' })
  })
}
