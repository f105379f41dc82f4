// npm run bench: makes the clone ready, then measures the server that it has built. Arguments: --profiles 10000,1000000
// --seconds 10 --results <folder>. npm run bench:journal measures the till's journal instead, npm run bench:webhooks how fast
// changes reach receivers.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const [first = '', ...others] = process.argv.slice(2)
const isJournal = first === 'journal'
const isWebhooks = first === 'webhooks'
const { main } = await prepare()
const script = join(root, 'bench', isJournal ? 'journal.ts' : isWebhooks ? 'webhooks.ts' : 'bench.ts')
const given = isJournal ? others : ['--server', main, ...(isWebhooks ? others : process.argv.slice(2))]
const child = spawn(process.execPath, ['--import', 'tsx', script, ...given], { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its servers and its database down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
