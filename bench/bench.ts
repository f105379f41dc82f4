// npm run bench: how fast the server is, beside a floor on the same machine in the same minutes.
import { readOptions } from './options.ts'
import { page, write } from './report.ts'
import { type Result, run, stopAll } from './run.ts'

const options = readOptions()
const say = (line: string): void => console.error(line)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)))

let small: Result | null = null
let failures = 0
for (const profiles of options.profiles) {
  const result = await run(profiles, options, say)
  const name = write(options.results, result, small)
  console.log(`\n${page(result, small)}`)
  say(`Written to ${name}.`)
  failures += result.rows.reduce((sum, row) => sum + row.ours.errors + row.floor.errors, 0)
  small ??= result
}
process.exitCode = failures === 0 ? 0 : 1
