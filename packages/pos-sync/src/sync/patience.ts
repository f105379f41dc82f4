// Waiting for the other side: a POS database or a server that is away comes back, and what was begun goes on then.
import { setTimeout as sleep } from 'node:timers/promises'

import { ForbiddenError } from '@tillside/pos-sdk/client/errors'

import { codeOf, troubleOf } from '../database/trouble.ts'
import type { Log } from '../command/log.ts'
import { MappingError } from '../mapping/mapping.ts'

const waitMsFirst = 500
const waitMsMax = 30_000

interface PatienceOptions {
  readonly log: Log
  readonly signal: AbortSignal
  /** For how long; without an end when left out. */
  readonly msMax?: number
}

/** Nobody helps these but the one who runs the service. */
const isHopeless = (error: unknown): boolean =>
  error instanceof ForbiddenError || error instanceof MappingError || troubleOf(error) === 'hopeless'

/** Does it until it succeeds. What was interrupted by the signal, or cannot ever succeed, is thrown. */
export async function patiently<T>(
  what: string,
  work: () => Promise<T>,
  { log, signal, msMax }: PatienceOptions,
): Promise<T> {
  const begun = performance.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const waitMs = Math.min(waitMsMax, waitMsFirst * 2 ** Math.min(attempt - 1, 10))
      const isOver = msMax !== undefined && performance.now() - begun + waitMs > msMax
      if (signal.aborted || isHopeless(error) || isOver) throw error
      log.warn({ code: codeOf(error), name: error instanceof Error ? error.name : 'unknown' }, `${what} has to wait`)
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
      if (signal.aborted) throw error
    }
  }
}
