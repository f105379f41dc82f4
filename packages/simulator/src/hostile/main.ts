// npm run sync:hostile: the whole size of it, on real processes.
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'

import { run, stopAll } from './run.ts'

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '10000' },
    merges: { type: 'string', default: '200' },
    members: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    server: { type: 'string', default: '' },
  },
})
const whole = (name: 'changes' | 'merges' | 'members' | 'kills' | 'seed'): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name}: a whole number`)
  return number
}
const plan = {
  seed: whole('seed'),
  members: whole('members'),
  changes: whole('changes'),
  merges: whole('merges'),
  kills: whole('kills'),
}
const stops: (() => unknown)[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll(stops).finally(() => process.exit(130)))
console.log(`seed ${plan.seed}: ${plan.changes} changes and ${plan.merges} merges of ${plan.members} members`)
const { findings, counts, kills, changes, merges, compared, status, seconds } = await run(
  plan,
  dirname(values.server),
  stops,
)
console.log(`${changes} changes, ${merges} merges in ${seconds.toFixed(0)} s; killed with -9: ${JSON.stringify(kills)}`)
console.log(`deliveries: ${JSON.stringify(counts)}`)
console.log(`the one compare: ${compared}`)
console.log(`afterwards: ${status}`)
for (const finding of findings.slice(0, 50)) console.log(`✗ ${finding}`)
console.log(findings.length === 0 ? '✓ equal, and nothing older over anything newer' : `✗ ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
