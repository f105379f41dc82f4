// The clone that the scripts stand in, and what each of them does with it first.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** What the scripts make: the marker of an install, builds, and locks. */
export const buildFolder = join(root, '.build')
const oldestNode = [20, 19]

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

/** Does what writes into the clone; where this user may not, that is told in a sentence. */
export async function writing(work) {
  try {
    return await work()
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    fail(`${root} must be written to make it ready, and this user cannot (${error.message}): run this as its owner.`)
  }
}

export function readOr(file, missing) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return missing
  }
}

/** Undefined when there is no such file, or one that was cut short. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
