// Where one folder's database lives: its files, its socket, its log, and the user who owns them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, accountFor, canReach } from './account.ts'
import { makeDataFolder } from './data-folder.ts'
import { EmbeddedError } from './error.ts'
import { makeShared, sharedFolders } from './shared-folder.ts'

export type Place = Readonly<{
  /** What the operator named, with links resolved. */
  dataFolder: string
  /** The folder that holds the cluster: the data folder, or another when PostgreSQL's user cannot reach that. */
  home: string
  cluster: string
  socketFolder: string
  logFile: string
  account: Account | undefined
  notes: readonly string[]
}>

export const pointerName = 'postgres-is-elsewhere.txt'

/** A Unix socket's whole path must fit in 104 bytes on some systems; its file name takes 18 of them. */
const socketFolderBytesMax = 80

export function preparePlace(asked: string): Place {
  const dataFolder = makeDataFolder(asked)
  const found = findHome(dataFolder)
  const { home, account } = found
  const cluster = join(home, 'postgres')
  refuseForeignCluster(cluster, account)
  const socketFolder = chooseSocketFolder(home, cluster)
  makePrivate(socketFolder, account)
  const logFile = join(dataFolder, 'postgres.log')
  return { dataFolder, home, cluster, socketFolder, logFile, account, notes: found.notes }
}

/** Said in the data folder itself, for whoever looks there for the data or wants to take it along. */
export function leavePointer(place: Place): void {
  if (place.home === place.dataFolder) return
  const pointer = join(place.dataFolder, pointerName)
  if (existsSync(pointer)) {
    if (readPointer(place.dataFolder) === place.home) return
    throw new EmbeddedError(`The data folder ${place.dataFolder} is in use: another Tillside has just begun on it.`)
  }
  const text = `${place.home}\n\nTillside's database for this folder is kept in the folder named in the first line,\nbecause the user that PostgreSQL runs as cannot reach this one. Move both together.\n`
  writeFileSync(pointer, text)
}

type Home = Pick<Place, 'home' | 'account' | 'notes'>

function findHome(dataFolder: string): Home {
  const pointed = readPointer(dataFolder)
  if (pointed !== undefined) return elsewhere(dataFolder, pointed, accountFor(join(pointed, 'postgres')))

  const account = accountFor(join(dataFolder, 'postgres'))
  if (canReach(account, dataFolder)) return { home: dataFolder, account, notes: [] }
  if (existsSync(join(dataFolder, 'postgres', 'PG_VERSION'))) {
    throw new EmbeddedError(
      `The database is in ${join(dataFolder, 'postgres')}, but ${account?.name}, the user that PostgreSQL runs as, cannot reach it: let others enter (chmod o+x) the folders above it.`,
    )
  }
  const parent = sharedFolders()[0]
  const { home, occupied } = chooseHome(dataFolder, parent)
  if (!makeShared(parent) || !makeShared(home)) {
    throw new EmbeddedError(
      `The user ${account?.name}, who runs PostgreSQL for root, cannot reach ${dataFolder}, and ${parent} cannot be made: set TILLSIDE_DATA to a folder that other users can enter.`,
    )
  }
  const others = occupied.map(
    (found) =>
      `The database in ${found} belongs to an earlier folder of this name and was left alone. To go on with it, stop, write its path into ${join(dataFolder, pointerName)}, and start again.`,
  )
  const chosen = elsewhere(dataFolder, home, accountFor(join(home, 'postgres')))
  return { ...chosen, notes: [...chosen.notes, ...others] }
}

/**
 * Only the pointer in the data folder makes a database elsewhere its own. One that is there without it was another
 * folder's, which was removed since: a new folder is a first start, as it would be anywhere.
 */
function chooseHome(dataFolder: string, parent: string): { home: string; occupied: readonly string[] } {
  const occupied: string[] = []
  for (;;) {
    const number = occupied.length === 0 ? '' : `-${occupied.length + 1}`
    const home = join(parent, `${shortHash(dataFolder)}${number}`)
    if (!existsSync(join(home, 'postgres'))) return { home, occupied }
    occupied.push(home)
  }
}

function elsewhere(dataFolder: string, home: string, account: Account | undefined): Home {
  const user = account?.name ?? 'its user'
  const note = `The database is in ${home}, since ${user}, who runs PostgreSQL, cannot reach ${dataFolder}.`
  return { home, account, notes: [note] }
}

function readPointer(dataFolder: string): string | undefined {
  const pointer = join(dataFolder, pointerName)
  if (!existsSync(pointer)) return undefined
  const home = readFileSync(pointer, 'utf8').split('\n')[0]?.trim() ?? ''
  if (existsSync(join(home, 'postgres', 'PG_VERSION'))) return home
  // A new database here would look like lost data, so this is the operator's to decide.
  throw new EmbeddedError(
    `${pointer} says that the database is in ${home}, and none is to be seen there. Put it back, or remove that file to begin with an empty one.`,
  )
}

function refuseForeignCluster(cluster: string, account: Account | undefined): void {
  const found = lstatSync(cluster, { throwIfNoEntry: false })
  const wanted = account?.uid ?? process.getuid?.()
  if (found === undefined || wanted === undefined || found.uid === wanted) return
  // Root copied the folder back from somewhere: nobody can have been running it as root.
  if (account !== undefined && found.uid === 0 && giveTo(account, cluster)) return
  throw new EmbeddedError(
    `The database in ${cluster} belongs to user ${found.uid}, and PostgreSQL would run as user ${wanted}: start Tillside as the user who made it, or as root.`,
  )
}

function giveTo(account: Account, folder: string): boolean {
  return spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, folder], { stdio: 'ignore' }).status === 0
}

/** The driver splits host names at commas and colons, so a path with one of those goes elsewhere too. */
function chooseSocketFolder(home: string, cluster: string): string {
  const near = join(home, 'socket')
  if (isShort(near) && !/[,:]/.test(near)) return near
  const name = `tillside-${shortHash(cluster)}`
  const far = join(tmpdir(), name)
  return isShort(far) ? far : join('/tmp', name)
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(folder) <= socketFolderBytesMax
}

/** Whoever can enter the socket's folder is let in without a password, so it is for the account alone. */
function makePrivate(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const owners = [process.getuid?.(), account?.uid]
  if (!found.isDirectory() || (process.getuid !== undefined && !owners.includes(found.uid))) {
    throw new EmbeddedError(`${folder} is needed for PostgreSQL's socket, and belongs to another user: remove it.`)
  }
  chmodSync(folder, 0o700)
  if (account !== undefined) chownSync(folder, account.uid, account.gid)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
