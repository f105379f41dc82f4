// npm run offline:web: a day of sales without the server, in a real browser, and the evening on which it is back.
import { parseArgs } from 'node:util'

import { runOfflineDay } from './offline-run.ts'

const { values } = parseArgs({
  options: {
    sales: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    server: { type: 'string', default: '' },
    web: { type: 'string', default: '' },
    chromium: { type: 'string', default: '' },
  },
})
const [sales, seed] = [Number(values.sales), Number(values.seed)]
if (!Number.isInteger(sales) || sales < 1) throw new Error('--sales: a whole number from 1')
if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')

console.log(`seed ${seed}`)
const { server, web, chromium } = values
const report = await runOfflineDay({ seed, sales }, { server, web, chromium })
const { returns, parked, redemptions, sellingSeconds, drainSeconds, digest, findings } = report
console.log(
  `without the server: ${sales} sales in ${sellingSeconds.toFixed(0)} s, ${parked} of them parked meanwhile, ${redemptions} with a reward; ${returns} returns`,
)
console.log(`told to the server in ${drainSeconds.toFixed(1)} s; digest of what was sold and recorded: ${digest}`)
for (const finding of findings) console.log(`✗ ${finding}`)
console.log(
  findings.length === 0
    ? '✓ every sale was recorded once, in order; till, server and tally agree'
    : `✗ ${findings.length} findings`,
)
process.exitCode = findings.length === 0 ? 0 : 1
