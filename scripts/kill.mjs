// npm run kill: makes the clone ready, then kills tills and servers in the middle of trade. Arguments: --kills 200 --seed 71
// --what till|server|network|answers|all --tills 3. npm run kill:web kills a real browser instead: --kills 50 --seed 71 --trace.
// npm run offline:web takes the server away for a day: --sales 200 --seed 71 --trace.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { ensureWebBuilt } from './build-web.mjs'
import { ensureChromium } from './chromium.mjs'
import { root } from './clone.mjs'
import { prepare } from './prepare.mjs'

const inBrowser = { web: 'kill-main.ts', offline: 'offline-main.ts' }
const [first = '', ...rest] = process.argv.slice(2)
const story = inBrowser[first]
const { main } = await prepare()
const folder = join(root, 'packages', 'simulator', 'src', story === undefined ? 'kill' : 'web')
const screens =
  story === undefined ? [] : ['--web', await ensureWebBuilt(), '--chromium', await ensureChromium(), ...rest]
const given = story === undefined ? process.argv.slice(2) : screens
const args = ['--import', 'tsx', join(folder, story ?? 'main.ts'), '--server', dirname(main), ...given]
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches it directly; it takes its tills and its server down before it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
child.on('exit', (status) => process.exit(status ?? 1))
