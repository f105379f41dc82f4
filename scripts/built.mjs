// A folder in .build that is made from sources: made again when they have changed or a file of it is lost, under a name
// that appears only when it is whole.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildFolder, fail, readJson, readOr, root, writing } from './clone.mjs'
import { withLock } from './lock.mjs'

/** In the folder of a build: its files and their sizes. */
const manifestName = 'files.json'
/** A build that is not the newest may still be starting up somewhere; after this it is not. */
const oldBuildMsMin = 60 * 60 * 1000

/**
 * Tells the folder of the build of this kind; `build(folder)` fills it where it is missing. `sources` are files and folders
 * of the clone; tests among them do not count. What is said goes to `say`.
 */
export async function ensureFolder({ kind, sources, build, say = console.log }) {
  const folder = join(buildFolder, `${kind}-${hashOf(sources).slice(0, 16)}`)
  if (isWhole(folder)) return folder
  const buildMissing = async () => {
    if (isWhole(folder)) return
    say(kind === 'web' ? 'Building the screens…' : 'Building…')
    const unfinished = `${folder}.new-${process.pid}`
    try {
      // What is wrong has been said by then, with file and line.
      await build(unfinished).catch((error) => {
        if (process.env.TILLSIDE_LOG === 'debug') console.error(error)
        fail('The build failed.')
      })
      writeFileSync(join(unfinished, manifestName), JSON.stringify(sizesIn(unfinished)))
      // What is there under this name has lost a file since.
      rmSync(folder, { recursive: true, force: true })
      // The name appears when the build is whole: nobody ever starts half of one.
      renameSync(unfinished, folder)
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
    removeOldBuilds(kind, folder)
  }
  const lock = join(buildFolder, `build-${kind}.lock`)
  await writing(() => withLock(lock, 'Another build is running here; waiting for it.', buildMissing, say))
  return folder
}

/** Every file under a folder. */
export function filesUnder(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()
}

/** Every file of the build with its size: a cut of the power can leave a name without what it names. */
const sizesIn = (folder) =>
  Object.fromEntries(filesUnder(folder).map((path) => [relative(folder, path), statSync(path).size]))

function isWhole(folder) {
  const manifest = readJson(join(folder, manifestName))
  if (manifest === undefined) return false
  return Object.entries(manifest).every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  )
}

function removeOldBuilds(kind, current) {
  for (const name of readdirSync(buildFolder)) {
    const path = join(buildFolder, name)
    if (!name.startsWith(`${kind}-`) || path === current) continue
    if (Date.now() - statSync(path).mtimeMs > oldBuildMsMin) rmSync(path, { recursive: true, force: true })
  }
}

function hashOf(sources) {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(listFiles))
    hash
      .update(`${file}\0`)
      .update(readOr(join(root, file), ''))
      .update('\0')
  return hash.digest('hex')
}

function listFiles(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (found === undefined || /\.test\.tsx?$/.test(path)) return []
  if (!found.isDirectory()) return [path]
  const names = readdirSync(join(root, path)).filter((name) => name !== 'node_modules')
  return names.sort().flatMap((name) => listFiles(join(path, name)))
}

/** The packages of ours in a folder: `packages/money`, `packages/rules`… */
export const packagesIn = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(folder, name))
        .sort()
    : []
