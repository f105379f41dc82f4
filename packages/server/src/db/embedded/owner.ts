// Who owns a running database. The lock belongs to a session, so PostgreSQL lets it go the moment the owner dies.
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedError } from './error.ts'
import type { Postmaster } from './postmaster.ts'
import { openSession } from './session.ts'

/** Any number, the same in every version of Tillside, in a database that nobody else uses. */
const ownerLock = 7_411_552_873

/** A killed owner's session takes a moment to be noticed; a living one does not go away by waiting. */
const lockMsMax = 1_500
const lockPollMs = 50

export type Ownership = Readonly<{ release(): Promise<void> }>

/** `onLost` is called once, when the session ends without `release`: the database stopped, or was restarted. */
export async function takeOwnership(of: Postmaster, dataFolder: string, onLost: () => void): Promise<Ownership> {
  let isHeld = false
  const session = openSession(of, () => {
    if (!isHeld) return
    isHeld = false
    onLost()
  })
  const release = async (): Promise<void> => {
    isHeld = false
    await session.end({ timeout: 1 })
  }
  try {
    const deadline = Date.now() + lockMsMax
    for (;;) {
      const [row] = await session<{ taken: boolean }[]>`select pg_try_advisory_lock(${ownerLock}) as taken`
      if (row?.taken === true) break
      if (Date.now() > deadline) throw await inUse(session, dataFolder)
      await sleep(lockPollMs)
    }
    isHeld = true
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}

async function inUse(session: ReturnType<typeof openSession>, dataFolder: string): Promise<EmbeddedError> {
  const [holder] = await session<{ name: string }[]>`
    select activity.application_name as name
    from pg_locks lock join pg_stat_activity activity using (pid)
    where lock.locktype = 'advisory' and lock.granted
      and (lock.classid::bigint << 32 | lock.objid::bigint) = ${ownerLock}
    limit 1`
  const pid = /^tillside owner (\d+)$/.exec(holder?.name ?? '')?.[1]
  const who = pid === undefined ? 'another Tillside' : `another Tillside (process ${pid})`
  return new EmbeddedError(
    `The data folder ${dataFolder} is in use: ${who} runs on it. Stop that one, or set TILLSIDE_DATA to another folder.`,
  )
}
