// npm test: everything that must hold before a change is taken, the quick checks first. Further arguments go to vitest:
// npm test -- packages/rules.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkNode, root } from './clone.mjs'
import { ensureInstalled } from './install.mjs'

const steps = [
  { name: 'format', package: 'oxfmt', args: ['--check', '.'] },
  { name: 'lint', package: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', package: 'typescript', program: 'tsc', args: ['--noEmit'] },
  // Each app by itself: each tells its router the addresses that it has.
  ...['apps', 'apps/till', 'apps/clienteling'].map((folder) => ({
    name: `types of ${folder}`,
    package: 'typescript',
    program: 'tsc',
    args: ['--noEmit', '--project', folder],
  })),
  { name: 'tests', package: 'vitest', args: ['run', ...process.argv.slice(2)] },
]

/** The program's own script, run by this very Node: the links in node_modules/.bin depend on the path and the shell. */
function scriptOf({ package: name, program = name }) {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[program])
}

checkNode()
await ensureInstalled()

for (const step of steps) {
  const begun = performance.now()
  const { status, signal, error } = spawnSync(process.execPath, [scriptOf(step), ...step.args], {
    cwd: root,
    stdio: 'inherit',
  })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  if (error) console.error(error.message)
  if (status !== 0) {
    console.error(`${step.name}: failed after ${seconds} s${signal === null ? '' : ` (${signal})`}`)
    process.exit(status ?? 1)
  }
  console.log(`${step.name}: ${seconds} s`)
}
