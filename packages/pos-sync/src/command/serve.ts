// tillside-sync serve: receives, fills the first time, compares by the hour, sends up what the POS changes, until it is stopped.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { Receiver } from '../receive/receiver.ts'
import { isDoubted, wordsOf } from '../sync/doubts.ts'
import { Activity } from './activity.ts'
import { open, type Opened } from './open.ts'
import { openOperations } from './operations.ts'
import { opening } from './port.ts'
import { progressBar } from './progress-bar.ts'
import { readSecrets, type Settings } from './settings.ts'

const writeDownMs = 1_000

/** Whoever finds a port taken leaves nothing open behind. */
async function openPorts({ pos, metrics }: Opened, settings: Settings, receiver: Receiver | null) {
  const at = { port: settings.operationsPort, host: '127.0.0.1' }
  try {
    const port = receiver && (await opening('--port', settings.port, receiver.listen(settings.port, settings.host)))
    return { port, operations: await opening('--operations-port', at.port, openOperations(pos, metrics, at)) }
  } catch (error) {
    await receiver?.close()
    await pos.close()
    throw error
  }
}

export async function serve(settings: Settings, environment: NodeJS.ProcessEnv): Promise<number> {
  const stop = new AbortController()
  const stopped = once(stop.signal, 'abort')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const pulls = settings.pullMs !== null
  const secrets = pulls ? null : readSecrets(settings, environment)
  const opened = await open(settings, { signal: stop.signal })
  const { pos, service, metrics } = opened
  const activity = new Activity(metrics, opened.now)
  const receiver = secrets && new Receiver({ ...opened, mapping: pos.mapping, secrets, counts: activity })
  const { port, operations } = await openPorts(opened, settings, receiver)
  const { port: operationsPort } = operations.address() as AddressInfo
  const place = port === null ? 'Asking for changes' : `Receiving at http://${settings.host}:${port}/`
  console.log(`${place}, metrics and health at http://127.0.0.1:${operationsPort}/`)

  const work = async (): Promise<void> => {
    if (await service.fillOnce(progressBar('Filling', process.stdout), { pulls })) console.log('Filled.')
    if (stop.signal.aborted) return
    // What was changed on either side while nobody looked.
    const comparison = await service.catchUpPatiently()
    for (const line of isDoubted(comparison) ? wordsOf(comparison) : ['In step.']) console.log(line)
    service.start(settings)
  }
  const working = work().catch((error: unknown) => {
    if (stop.signal.aborted) return
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
    stop.abort()
  })
  const writing = (async () => {
    while (!stop.signal.aborted) {
      await sleep(writeDownMs, undefined, { signal: stop.signal }).catch(() => {})
      await activity.writeDown(pos).catch(() => {})
    }
  })()
  await stopped
  const ended = service.stop()
  await receiver?.close()
  operations.close()
  operations.closeAllConnections()
  await ended
  await Promise.all([working, writing])
  await pos.close()
  return Number(process.exitCode ?? 0)
}
