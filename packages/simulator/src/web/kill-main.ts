// npm run kill:web: a browser that is killed at random moments of a checkout. The seed repeats what is done and in what; the
// moments themselves are those of the machine.
import { parseArgs } from 'node:util'

import { runWebKills } from './kill-run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    server: { type: 'string', default: '' },
    web: { type: 'string', default: '' },
    chromium: { type: 'string', default: '' },
  },
})
const [kills, seed] = [Number(values.kills), Number(values.seed)]
if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills: a whole number from 1')
if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')

console.log(`seed ${seed}`)
const { server, web, chromium } = values
const report = await runWebKills({ seed, kills }, { server, web, chromium })
const killedIn = [...report.killedIn].sort(([, a], [, b]) => b - a)
const total = killedIn.reduce((sum, [, times]) => sum + times, 0)
console.log(`${report.moves} things done in ${report.seconds.toFixed(0)} s`)
console.log(`the browser was killed ${total} times: ${killedIn.map(([what, times]) => `${what} ${times}`).join(', ')}`)
console.log(`${report.closed} sales closed, ${report.cancelled} cleared`)
console.log(`from the start of the browser to a till that sells: ${report.resumedMs.toFixed(0)} ms (the middle of all)`)
for (const finding of report.findings) console.log(`✗ ${finding}`)
console.log(
  report.findings.length === 0
    ? '✓ every sale went on where it was; till, server, card terminal and tally agree'
    : `✗ ${report.findings.length} findings`,
)
process.exitCode = report.findings.length === 0 ? 0 : 1
