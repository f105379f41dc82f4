// npm run kill:web: a browser that is killed at random moments of a checkout. The seed repeats what is done and in what; the
// moments themselves are those of the machine.
import { runWebKills } from './kill-run.ts'
import { conclude, readWebOptions } from './options.ts'

const killsDefault = 50

const { count: kills, seed, programs, around } = readWebOptions('kills', killsDefault)
console.log(`seed ${seed}`)
const report = await runWebKills({ seed, kills }, programs, around)
const killedIn = [...report.killedIn].sort(([, a], [, b]) => b - a)
const total = killedIn.reduce((sum, [, times]) => sum + times, 0)
console.log(
  `${report.moves} things done in ${report.seconds.toFixed(0)} s; ${report.closed} sales closed, ${report.cancelled} cleared`,
)
console.log(`the browser was killed ${total} times: ${killedIn.map(([what, times]) => `${what} ${times}`).join(', ')}`)
console.log(`from the start of the browser to a till that sells: ${report.resumedMs.toFixed(0)} ms (the middle of all)`)
conclude(report.findings, 'every sale went on where it was; till, server, card terminal and tally agree')
