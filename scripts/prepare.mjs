// Makes a clone ready to run: installs what is missing, and builds what has changed. Plain Node without any package,
// since it runs before the first is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { withLock } from './lock.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const buildFolder = join(root, '.build')
const installMarker = join(buildFolder, 'installed')
const oldestNode = [20, 19]
// Said in full, so that odd settings in the user's own npmrc have no say: left out packages, no lock file, another layout.
const npmOptions = [
  ...['--include=dev', '--include=optional', '--package-lock', '--install-strategy=hoisted', '--no-dry-run'],
  ...['--no-audit', '--no-fund', '--loglevel=error', '--no-progress'],
]
/** A build that is not the newest may still be starting up somewhere; after this it is not. */
const oldBuildMsMin = 60 * 60 * 1000

/** Ends the process with a sentence, and no stack, when the machine is not fit. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  fail(
    `Tillside needs Node.js ${oldestNode.join('.')} or later, and this is ${process.versions.node}: see https://nodejs.org`,
  )
}

export function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** Installs when nothing is there, when the lock file has changed, and when an earlier install did not finish. */
export async function ensureInstalled() {
  if (isInstalled()) return
  await withLock(join(buildFolder, 'install.lock'), 'Another install is running here; waiting for it.', () => {
    if (isInstalled()) return
    console.log('Installing packages…')
    // Whatever is there belongs to another lock file, or to an install that was cut short.
    rmSync(installMarker, { force: true })
    install()
    writeFileSync(installMarker, lockHash())
  })
}

function isInstalled() {
  // npm writes this file last, so an install that was cut short does not have it.
  return existsSync(join(root, 'node_modules', '.package-lock.json')) && readOr(installMarker, '') === lockHash()
}

/**
 * npm records only the optional packages that its registry offered on the day, and npm ci then refuses a lock file that
 * does not name them all. npm install takes the same locked versions and adds those; the lock file stays as it is.
 */
function install() {
  const first = runNpm(['ci', ...npmOptions])
  if (first.status === 0) return
  const isOutOfStep = /\bEUSAGE\b/.test(first.said)
  if (!isOutOfStep) process.stderr.write(first.said)
  const second = isOutOfStep ? runNpm(['install', '--no-save', ...npmOptions]) : first
  if (second.status === 0) return
  if (isOutOfStep) process.stderr.write(second.said)
  fail('npm could not install the packages; what it said stands above. Run the command again to repeat.')
}

/** Node's version is part of it: packages may hold programs that were chosen for the one that installed them. */
function lockHash() {
  const platform = `${process.platform}-${process.arch}-${process.versions.modules}`
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(platform)
    .digest('hex')
}

function runNpm(args) {
  // The npm that runs us, when one does; else the one on the path.
  const script = process.env['npm_execpath']
  const isNpm = script !== undefined && /npm-cli\.c?js$/.test(script)
  const [command, before] = isNpm
    ? [process.execPath, [script]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
  const env = { ...process.env, NODE_ENV: '', npm_config_global: 'false', npm_config_location: 'project' }
  const ran = spawnSync(command, [...before, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (ran.error) fail(`npm could not be started: ${ran.error.message}`)
  return { status: ran.status ?? 1, said: ran.stderr }
}

/** Builds the server when its sources have changed, and tells where the built files are. */
export async function ensureBuilt() {
  const folder = join(buildFolder, `server-${hashOfSources().slice(0, 16)}`)
  const built = { main: join(folder, 'main.js'), cli: join(folder, 'cli.js'), walk: join(folder, 'walk.js') }
  if (existsSync(folder)) return built
  await withLock(join(buildFolder, 'build.lock'), 'Another build is running here; waiting for it.', async () => {
    if (existsSync(folder)) return
    console.log('Building…')
    const unfinished = `${folder}.new-${process.pid}`
    try {
      // What is wrong has been said by then, with file and line.
      await build(unfinished).catch(() => fail('The build failed.'))
      // The name appears when the build is whole: nobody ever starts half of one.
      renameSync(unfinished, folder)
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
    removeOldBuilds(folder)
  })
  return built
}

async function build(folder) {
  const { build: bundle } = await import('esbuild')
  const server = join(root, 'packages', 'server', 'src')
  const entryPoints = ['main.ts', 'cli/cli.ts', 'walk/walk.ts']
    .map((name) => join(server, name))
    .filter((file) => existsSync(file))
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
  const files = ['package-lock.json', join('scripts', 'prepare.mjs')]
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

function readOr(file, missing) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return missing
  }
}

export async function prepare() {
  checkNode()
  mkdirSync(buildFolder, { recursive: true })
  await ensureInstalled()
  return ensureBuilt()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await prepare()
