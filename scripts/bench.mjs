// npm run bench: makes the clone ready, then measures the server that it has built. Arguments: --profiles 10000,1000000
// --seconds 10 --results <folder>. npm run bench:journal measures the till's journal instead, npm run bench:webhooks how fast
// changes reach receivers, npm run bench:sync the first fill of a POS database, npm run bench:lookup how soon members are
// there while somebody types, npm run bench:web the screens in a browser.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureWebBuilt } from './build-web.mjs'
import { ensureChromium } from './chromium.mjs'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const others = ['journal', 'webhooks', 'sync', 'lookup', 'web']
const [first = '', ...rest] = process.argv.slice(2)
const name = others.includes(first) ? first : 'bench'
const { main } = await prepare()
const script = join(root, 'bench', `${name}.ts`)
const given = name === 'bench' ? process.argv.slice(2) : rest
const screens = name === 'web' ? ['--web', await ensureWebBuilt(), '--chromium', await ensureChromium()] : []
const args = name === 'journal' ? given : ['--server', main, ...screens, ...given]
const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its servers and its database down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
