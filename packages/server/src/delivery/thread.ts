// Starts the thread that tells webhooks what was committed, and hears what becomes of it.
import { Worker } from 'node:worker_threads'

import type { Instant } from '@tillside/rules/time'

import type { Connection } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import type { OccupancyMemory } from './occupancy.ts'
import type { Reporter, TryReport } from './shared.ts'

/** What the thread is given. */
export interface ThreadTask {
  readonly connection: Connection
  readonly tenant: Tenant
  readonly allowPrivate: boolean
  /** How much the server does for others. */
  readonly occupancy: OccupancyMemory
}

/** What it tells. */
export type ThreadReport =
  | { readonly kind: 'tried'; readonly report: TryReport }
  | { readonly kind: 'paused'; readonly endpointId: number; readonly until: Instant }
  | { readonly kind: 'failed'; readonly name: string; readonly code: string }

interface ThreadOptions extends ThreadTask {
  /** The built `delivery/deliver.ts`. */
  readonly program: URL
  readonly reporter: Reporter
  readonly onFailure: (error: unknown) => void
}

/** A thread that ended by itself is started again after this time. */
const restartMs = 1_000

/** What failed there, as far as it may be known here. */
class DeliveryError extends Error {
  override readonly name: string
  readonly code: string

  constructor(name: string, code: string) {
    super('deliveries failed')
    this.name = name
    this.code = code
  }
}

/** Until it is stopped by the function that it returns. */
export function startDelivering(options: ThreadOptions): () => Promise<void> {
  const { program, reporter, onFailure, connection, tenant, allowPrivate, occupancy } = options
  let isStopping = false
  let worker: Worker
  let restart: NodeJS.Timeout | undefined
  let ended: Promise<void> = Promise.resolve()
  const hear = (reports: readonly ThreadReport[]): void => {
    for (const told of reports) {
      if (told.kind === 'tried') reporter.tried(told.report)
      else if (told.kind === 'paused') reporter.paused(told.endpointId, told.until)
      else onFailure(new DeliveryError(told.name, told.code))
    }
  }
  const start = (): void => {
    const task: ThreadTask = { connection, tenant, allowPrivate, occupancy }
    worker = new Worker(program, { workerData: task })
    worker.on('message', hear)
    worker.on('error', onFailure)
    ended = new Promise((resolve) => {
      worker.once('exit', () => {
        resolve()
        if (!isStopping) restart = setTimeout(start, restartMs)
      })
    })
  }
  start()
  return () => {
    isStopping = true
    clearTimeout(restart)
    worker.postMessage('stop', [])
    return ended
  }
}
