// A process that owns a data folder until it is killed, for tests that kill it: node --import tsx embedded-owner.ts
// <data folder> [package folder]. It prints one line of JSON: what it started, or why it was refused.
import { startEmbedded } from '../src/db/embedded.ts'

const [dataFolder = '', packageFolder] = process.argv.slice(2)
const log = (line: string): void => console.error(line)
const options = packageFolder === undefined ? { dataFolder, log } : { dataFolder, log, packageFolder }

try {
  const { connection, folder, adopted, notes } = await startEmbedded(options)
  console.log(JSON.stringify({ connection, folder, adopted, notes }))
} catch (error) {
  console.log(JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }))
  process.exit(1)
}
