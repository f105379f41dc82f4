// npm run sync:hostile: makes the clone ready, then lets everything between the server and a POS go wrong. Arguments: --changes 10000
// --merges 200 --members 1000 --kills 4 --seed 7.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const { main } = await prepare()
const script = join(root, 'packages', 'simulator', 'src', 'hostile', 'main.ts')
const args = ['--import', 'tsx', script, '--server', main, ...process.argv.slice(2)]
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its processes down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
