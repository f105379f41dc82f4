// npm run offline:web: a day of sales without the server, in a real browser, and the evening on which it is back. The seed
// repeats who buys what.
import { runOfflineDay } from './offline-run.ts'
import { conclude, readWebOptions } from './options.ts'

const salesDefault = 200

const { count: sales, seed, programs, around } = readWebOptions('sales', salesDefault)
console.log(`seed ${seed}`)
const report = await runOfflineDay({ seed, sales }, programs, around)
const { returns, parked, redemptions, sellingSeconds, drainSeconds, digest } = report
console.log(`without the server: ${sales} sales and ${returns} returns in ${sellingSeconds.toFixed(0)} s`)
console.log(`${parked} of them were parked meanwhile, and a reward was used on ${redemptions}`)
console.log(`told to the server in ${drainSeconds.toFixed(1)} s; digest of what was sold and recorded: ${digest}`)
conclude(report.findings, 'every sale was recorded once, in order; till, server and tally agree')
