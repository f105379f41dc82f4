// Finds the Chromium that the tests of the screens drive. On Debian it is installed where root may; elsewhere one line says
// what to install. Run by itself it prints the program's path.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildFolder, fail } from './clone.mjs'
import { withLock } from './lock.mjs'

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']
const onMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const advice =
  'The tests of the screens need Chromium: install chromium or google-chrome, or name its program in CHROMIUM_PATH.'

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function find() {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '')
    return isProgram(named) ? named : fail(`CHROMIUM_PATH is ${named}, which is no program.`)
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...onMac].find(isProgram)
}

function installOnDebian() {
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'ignore'],
    }).status === 0
  return apt('update') && apt('install', '--yes', '--no-install-recommends', 'chromium')
}

/** The program's path; ends the process with a sentence where there is none. */
export async function ensureChromium(say = console.log) {
  const found = find()
  if (found !== undefined) return found
  const mayInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!mayInstall) return fail(advice)
  const lock = join(buildFolder, 'chromium.lock')
  await withLock(
    lock,
    'Chromium is being installed; waiting for it.',
    async () => {
      if (find() !== undefined) return
      say('Installing Chromium for the tests of the screens…')
      if (!installOnDebian()) fail(`apt-get could not install chromium. ${advice}`)
    },
    say,
  )
  return find() ?? fail(advice)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await ensureChromium((line) => console.error(line)))
}
