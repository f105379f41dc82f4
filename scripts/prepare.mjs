// Makes a clone ready to run: installs what is missing, and builds what has changed. Plain Node without any package,
// since it runs before the first is installed.
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { checkNode } from './clone.mjs'
import { ensureInstalled } from './install.mjs'

export async function prepare() {
  checkNode()
  await ensureInstalled()
  return ensureBuilt()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await prepare()
