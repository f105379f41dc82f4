// npm run kill: makes the clone ready, then kills tills and servers in the middle of trade. Arguments: --kills 200 --seed 71
// --what till|server|network|answers|all --tills 3.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const { main } = await prepare()
const script = join(root, 'packages', 'simulator', 'src', 'kill', 'main.ts')
const args = ['--import', 'tsx', script, '--server', dirname(main), ...process.argv.slice(2)]
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its tills and its server down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
