// npm run bench: makes the clone ready, then measures the server that it has built. Arguments: --profiles 10000,1000000
// --seconds 10 --results <folder>.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const { main } = await prepare()
const args = ['--import', 'tsx', join(root, 'bench', 'bench.ts'), '--server', main, ...process.argv.slice(2)]
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its servers and its database down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
