// npm run simulate: makes the clone ready, then plays tills, server and network against each other, by a seed.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

await prepare()
const main = join(root, 'packages', 'simulator', 'src', 'main.ts')
const child = spawn(process.execPath, ['--import', 'tsx', main, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
// Ctrl-C reaches it directly; it takes its database down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
