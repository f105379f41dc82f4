// Installs the packages. Plain Node without any package, since it runs before the first is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFolder, fail, readJson, readOr, root, writing } from './clone.mjs'
import { withLock } from './lock.mjs'

const installMarker = join(buildFolder, 'installed')
// Said in full, so that odd settings in the user's own npmrc have no say: left out packages, no lock file, another layout.
const npmOptions = [
  ...['--include=dev', '--include=optional', '--package-lock', '--install-strategy=hoisted', '--no-dry-run'],
  ...['--no-audit', '--no-fund', '--loglevel=error', '--no-progress'],
]

/** Installs when a package is missing, when the lock file has changed, and when an earlier install did not finish. */
export async function ensureInstalled() {
  if (isInstalled()) return
  const installMissing = () => {
    if (isInstalled()) return
    console.log('Installing packages…')
    // Whatever is there belongs to another lock file, or to an install that was cut short or damaged.
    rmSync(installMarker, { force: true })
    install()
    writeFileSync(installMarker, lockHash())
  }
  const lock = join(buildFolder, 'install.lock')
  await writing(() => withLock(lock, 'Another install is running here; waiting for it.', installMissing))
}

function isInstalled() {
  if (readOr(installMarker, '') !== lockHash()) return false
  // npm writes this file last, so an install that was cut short does not have it. It names every package that was put
  // there, and each of them may have been lost since.
  const list = readJson(join(root, 'node_modules', '.package-lock.json'))
  if (list === undefined) return false
  return Object.keys(list.packages).every((folder) => existsSync(join(root, folder, 'package.json')))
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
