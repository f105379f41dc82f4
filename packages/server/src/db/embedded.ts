// The supervisor of the PostgreSQL that comes with Tillside.
//
// It makes the database the first time, finds it running after our own crash, brings it back after its crash, and keeps
// a second Tillside out of the folder. PostgreSQL runs as a process of its own: our death never takes it along, so
// what was acknowledged stays safe with it. It listens on a Unix socket in a private folder, and nowhere else.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Binaries, prepareBinaries } from './embedded/binaries.ts'
import { prepareCluster } from './embedded/cluster.ts'
import { EmbeddedError, messageOf } from './embedded/error.ts'
import { type Ownership, takeOwnership } from './embedded/owner.ts'
import { type Place, leavePointer, preparePlace } from './embedded/place.ts'
import { type Postmaster, findPostmaster, launch, shutDown, whenReady } from './embedded/postmaster.ts'
import { adminUser, databaseName, ensureDatabase, ignoreVariables } from './embedded/session.ts'
import type { Settings } from './embedded/settings.ts'
import { takeStartLock } from './embedded/start-lock.ts'

type EmbeddedOptions = Readonly<{
  dataFolder: string
  log: (line: string) => void
  /** Called when the folder is lost for good while we run; the process can only stop then. */
  onLost?: (error: Error) => void
  /** PostgreSQL settings to change, such as `{ fsync: 'off' }` in tests. */
  settings?: Settings
  /** Where the npm package with the programs is, when not where Node finds it. */
  packageFolder?: string
}>

export interface Embedded {
  connection: { host: string; port: number; username: string; database: string }
  /** Where the database's files really are. */
  folder: string
  /** It was running already. */
  adopted: boolean
  /** Sentences for the operator. */
  notes: readonly string[]
  /** Ends it within about the bound, and lets go of the folder. */
  stop(boundMs?: number): Promise<void>
}

const stopMsDefault = 5_000
const startAttemptsMax = 3
const reviveAttemptsMax = 5
const revivePauseMs = 200

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  ignoreVariables()
  const place = preparePlace(options.dataFolder)
  const supervisor = new Supervisor(place, options)
  const adopted = await supervisor.start()
  return {
    connection: supervisor.connection(),
    folder: place.cluster,
    adopted,
    notes: supervisor.notes(),
    stop: (boundMs = stopMsDefault) => supervisor.stop(boundMs),
  }
}

type Running = { postmaster: Postmaster; ownership: Ownership }

class Supervisor {
  readonly #place: Place
  readonly #options: EmbeddedOptions
  #binaries: Binaries | undefined
  #running: Running | undefined
  #isStarting = false
  #isStopping = false
  #reviving: Promise<void> | undefined

  constructor(place: Place, options: EmbeddedOptions) {
    this.#place = place
    this.#options = options
  }

  connection(): Embedded['connection'] {
    const { socketFolder: host, port } = this.#running?.postmaster ?? { socketFolder: '', port: 0 }
    return { host, port, username: adminUser, database: databaseName }
  }

  notes(): string[] {
    const { account, notes } = this.#place
    const user = account === undefined ? [] : [`PostgreSQL does not run as root: it runs as ${account.name}.`]
    const binaries = this.#binaries
    const copied = binaries?.copied === true ? [`PostgreSQL's programs run from a copy in ${binaries.native}.`] : []
    return [...user, ...notes, ...copied]
  }

  /** Tells whether it was running already. */
  async start(): Promise<boolean> {
    const release = takeStartLock(this.#place.home, this.#place.dataFolder)
    this.#isStarting = true
    try {
      return await this.#startLocked()
    } finally {
      this.#isStarting = false
      release()
    }
  }

  async stop(boundMs: number): Promise<void> {
    this.#isStopping = true
    await this.#reviving
    const running = this.#running
    if (running === undefined) return
    this.#running = undefined
    // In this order: whoever finds it stopping still finds it owned, and does not adopt it.
    await shutDown(running.postmaster, this.#place.cluster, boundMs)
    await running.ownership.release()
  }

  async #startLocked(): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const { postmaster, adopted } = await this.#bringUp()
      try {
        const ownership = await takeOwnership(postmaster, this.#place.dataFolder, () => this.#revive())
        this.#running = { postmaster, ownership }
        await ensureDatabase(postmaster)
        return adopted
      } catch (error) {
        // It may have been stopping when we found it; a folder in use is an answer.
        if (error instanceof EmbeddedError || attempt === startAttemptsMax) throw error
        await this.#running?.ownership.release()
        this.#running = undefined
        await sleep(revivePauseMs)
      }
    }
  }

  async #bringUp(): Promise<{ postmaster: Postmaster; adopted: boolean }> {
    const { cluster } = this.#place
    const found = findPostmaster(cluster)
    const ready = found === undefined ? undefined : await whenReady(found, cluster)
    if (ready !== undefined) return { postmaster: ready, adopted: true }

    const { settings = {}, packageFolder } = this.#options
    const { account, dataFolder } = this.#place
    this.#binaries ??= prepareBinaries({ packageFolder, account, dataFolder })
    await prepareCluster(this.#place, this.#binaries, settings['fsync'] !== 'off')
    leavePointer(this.#place)
    return { postmaster: await launch(this.#place, this.#binaries, settings), adopted: false }
  }

  /** PostgreSQL ended, or ended all sessions after one of its processes died: bring it back, and own it again. */
  #revive(): void {
    if (this.#isStopping || this.#isStarting || this.#reviving !== undefined) return
    this.#running = undefined
    this.#options.log('The database connection was lost; bringing it back.')
    this.#reviving = this.#reviveNow().finally(() => {
      this.#reviving = undefined
    })
  }

  async #reviveNow(): Promise<void> {
    let failure = new Error('stopped')
    for (let attempt = 0; attempt < reviveAttemptsMax && !this.#isStopping; attempt += 1) {
      try {
        await this.start()
        this.#options.log('The database is back.')
        return
      } catch (error) {
        failure = error instanceof Error ? error : new Error(messageOf(error))
        await sleep(revivePauseMs)
      }
    }
    if (!this.#isStopping) this.#options.onLost?.(failure)
  }
}
