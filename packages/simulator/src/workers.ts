// Spreads runs over processes: each has a database of its own on one PostgreSQL, and plays one run after the other.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { startEmbedded } from '@tillside/server/db/embedded'
import { migrate } from '@tillside/server/db/migrate'
import { type Connection, openPool } from '@tillside/server/db/open'

import type { ModeName } from './mode.ts'
import type { RunReport } from './report.ts'

export type ToWorker =
  | { readonly kind: 'play'; readonly seed: number; readonly mode: ModeName }
  | { readonly kind: 'close' }
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'done'; readonly report: RunReport }

export interface Workers {
  /** Plays them all, as many at once as there are workers; ends early once `hears` says that it has heard enough. */
  play(
    wishes: readonly { seed: number; mode: ModeName }[],
    hears: (report: RunReport) => 'more' | 'enough',
  ): Promise<void>
  close(): Promise<void>
}

const program = fileURLToPath(new URL('./worker.ts', import.meta.url))

async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-simulator-'))
  // As root PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755)
  // Nothing here must survive a power cut: the tills' disks do, and PostgreSQL's own promises are not what is tried.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const embedded = await startEmbedded({ dataFolder: folder, log: console.error, settings })
  const stop = async (): Promise<void> => {
    await embedded.stop()
    rmSync(dirname(embedded.folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  return { connection: embedded.connection, stop }
}

/** A migrated database for each worker. */
async function makeDatabases(connection: Connection & { host: string }, count: number): Promise<Connection[]> {
  const template = 'simulator_template'
  const names = Array.from({ length: count }, (_, index) => `simulator_${index + 1}`)
  const admin = openPool(connection, { size: 1, name: 'simulator' })
  try {
    await admin`create database ${admin(template)}`
    await migrate({ ...connection, database: template })
    for (const name of names) await admin`create database ${admin(name)} template ${admin(template)}`
  } finally {
    await admin.end({ timeout: 1 })
  }
  return names.map((database) => ({ ...connection, database }))
}

async function startWorker(connection: Connection): Promise<ChildProcess> {
  const child = fork(program, [JSON.stringify(connection)])
  child.once('exit', (status) => {
    if (status === 0) return
    console.error('A worker of the simulator has died.')
    process.exitCode = 1
  })
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  return child
}

function playOne(child: ChildProcess, wish: { seed: number; mode: ModeName }): Promise<RunReport> {
  return new Promise((resolve, reject) => {
    const die = (): void => reject(new Error(`the worker died over seed ${wish.seed} in ${wish.mode}`))
    child.once('exit', die)
    child.once('message', (message: FromWorker) => {
      child.off('exit', die)
      if (message.kind === 'done') resolve(message.report)
    })
    child.send({ kind: 'play', ...wish } satisfies ToWorker)
  })
}

export async function startWorkers(count: number): Promise<Workers> {
  const postgres = await startPostgres()
  const connections = await makeDatabases(postgres.connection, count)
  const children = await Promise.all(connections.map(startWorker))
  return {
    play: async (wishes, hears) => {
      const left = wishes.values()
      let isEnough = false
      const work = async (child: ChildProcess): Promise<void> => {
        // The workers share one iterator: each takes the next wish when it is free.
        for (const wish of left) {
          if (isEnough || hears(await playOne(child, wish)) === 'enough') {
            isEnough = true
            return
          }
        }
      }
      await Promise.all(children.map(work))
    },
    close: async () => {
      for (const child of children.filter(({ connected }) => connected)) {
        const gone = once(child, 'exit')
        child.send({ kind: 'close' } satisfies ToWorker)
        await gone
      }
      await postgres.stop()
    },
  }
}
