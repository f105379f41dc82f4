// Builds the server from its sources, when they have changed or a build has lost a file.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildFolder, fail, readJson, readOr, root, writing } from './clone.mjs'
import { withLock } from './lock.mjs'

/** In the folder of a build: its files and their sizes. */
const manifestName = 'files.json'
/** A build that is not the newest may still be starting up somewhere; after this it is not. */
const oldBuildMsMin = 60 * 60 * 1000

/** Builds the server when its sources have changed, and tells where the built files are. */
export async function ensureBuilt() {
  const folder = join(buildFolder, `server-${hashOfSources().slice(0, 16)}`)
  const fileOf = (name) => join(folder, `${name}.js`)
  const built = {
    main: fileOf('main'),
    cli: fileOf('cli'),
    walk: fileOf('walk'),
    sync: fileOf('sync'),
    syncWalk: fileOf('sync-walk'),
  }
  if (isWhole(folder)) return built
  const buildMissing = async () => {
    if (isWhole(folder)) return
    console.log('Building…')
    const unfinished = `${folder}.new-${process.pid}`
    try {
      // What is wrong has been said by then, with file and line.
      await build(unfinished).catch(() => fail('The build failed.'))
      writeFileSync(join(unfinished, manifestName), JSON.stringify(sizesIn(unfinished)))
      // What is there under this name has lost a file since.
      rmSync(folder, { recursive: true, force: true })
      // The name appears when the build is whole: nobody ever starts half of one.
      renameSync(unfinished, folder)
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
    removeOldBuilds(folder)
  }
  const lock = join(buildFolder, 'build.lock')
  await writing(() => withLock(lock, 'Another build is running here; waiting for it.', buildMissing))
  return built
}

/** Every file of the build with its size: a cut of the power can leave a name without what it names. */
function sizesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  return Object.fromEntries(paths.map((path) => [relative(folder, path), statSync(path).size]))
}

function isWhole(folder) {
  const manifest = readJson(join(folder, manifestName))
  if (manifest === undefined) return false
  return Object.entries(manifest).every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  )
}

async function build(folder) {
  const { build: bundle } = await import('esbuild')
  const server = join(root, 'packages', 'server', 'src')
  const others = [
    join(root, 'packages', 'pos-sync', 'src', 'command', 'sync.ts'),
    join(root, 'packages', 'simulator', 'src', 'pos', 'sync-walk.ts'),
  ]
  const entryPoints = [
    ...['main.ts', 'delivery/deliver.ts', 'cli/cli.ts', 'walk/walk.ts'].map((name) => join(server, name)),
    ...others,
  ].filter((file) => existsSync(file))
  const ownPackages = {
    name: 'own-packages',
    // Ours are TypeScript and go into the bundle; npm's stay where they are.
    setup: (context) =>
      context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point' || path.startsWith('@tillside/') ? undefined : { path, external: true },
      ),
  }
  await bundle({
    entryPoints,
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [ownPackages],
  })
  const migrations = join(server, 'db', 'migrations')
  if (existsSync(migrations)) cpSync(migrations, join(folder, 'migrations'), { recursive: true })
}

function removeOldBuilds(current) {
  for (const name of readdirSync(buildFolder)) {
    const path = join(buildFolder, name)
    if (!name.startsWith('server-') || path === current) continue
    if (Date.now() - statSync(path).mtimeMs > oldBuildMsMin) rmSync(path, { recursive: true, force: true })
  }
}

function hashOfSources() {
  const hash = createHash('sha256')
  const files = ['package-lock.json', join('scripts', 'build.mjs')]
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    files.push(join('packages', name, 'package.json'), ...listFiles(join('packages', name, 'src')))
  }
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readOr(join(root, file), ''))
      .update('\0')
  return hash.digest('hex')
}

function listFiles(folder) {
  if (!existsSync(join(root, folder))) return []
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return listFiles(path)
    return entry.name.endsWith('.test.ts') ? [] : [path]
  })
}
