// Runs in a thread of its own: what it takes to tell many receivers is not taken from the requests of tills. It has database
// connections of its own, and says what happens to the thread that started it.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

import { instant } from '@tillside/rules/time'

import { codeOf } from '../db/embedded/error.ts'
import { openDatabase } from '../db/open.ts'
import { Deliverer } from './deliverer.ts'
import { Guard } from './guard.ts'
import { resolveBySystem } from './names.ts'
import { Occupancy } from './occupancy.ts'
import type { ThreadReport, ThreadTask } from './thread.ts'

/** Behind what answers tills, where the processor is short; from 0 to 19. */
const niceness = 5
/** What happened is told in batches: a message for each try would cost as much as some of them. */
const tellMs = 100

/** Where the system knows threads by a number, a thread's turn can come behind others of its process. */
function stepBack(): void {
  try {
    setPriority(Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]), niceness)
  } catch {
    // Elsewhere it takes its turn like all others.
  }
}

const task = workerData as ThreadTask
const port = parentPort
if (!port) throw new Error('deliveries run in a thread of their own')

let reports: ThreadReport[] = []
const tell = (): void => {
  if (reports.length > 0) port.postMessage(reports)
  reports = []
}
const telling = setInterval(tell, tellMs)

stepBack()
const occupancy = new Occupancy(task.occupancy)
const database = openDatabase(task.connection, { isLax: true })
const stop = new Deliverer({
  database,
  tenant: task.tenant,
  now: () => instant(Date.now()),
  workedMs: () => occupancy.workedMs(),
  guard: new Guard({ allowPrivate: task.allowPrivate, resolve: resolveBySystem }),
  reporter: {
    tried: (report) => void reports.push({ kind: 'tried', report }),
    paused: (endpointId, until) => void reports.push({ kind: 'paused', endpointId, until }),
  },
  // A driver's message can quote a row: only its kind is told.
  onFailure: (error) =>
    void reports.push({ kind: 'failed', name: error instanceof Error ? error.name : 'unknown', code: codeOf(error) }),
}).start()

port.once('message', () => {
  void stop()
    .then(() => database.close())
    .finally(() => {
      clearInterval(telling)
      tell()
      port.close()
    })
})
