// npm run kill: real processes, killed at real moments. The seed repeats the plan (who types what, who is killed in which
// command, when the server goes); the moments themselves are those of the machine, so a failure may need a few runs to
// show again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readOptions } from './options.ts'
import { type Report, run, stopAll } from './run.ts'
import { buildTill } from './till-process.ts'

function print({ plan, findings, trace, folder, checkouts, killedIn, ...report }: Report): void {
  const count = (is: (checkout: Report['checkouts'][number]) => boolean): number => checkouts.filter(is).length
  const attempts = checkouts.flatMap((checkout) => checkout.attempts)
  const kills = [...killedIn].sort(([, a], [, b]) => b - a)
  const total = kills.reduce((sum, [, times]) => sum + times, 0)
  const { serverKills, serverStartsKilled, databaseKills, cuts, answersLost, commands, seconds } = report
  console.log(`seed ${plan.seed}, ${plan.what}: ${plan.tills} tills, ${commands} commands, ${seconds.toFixed(1)} s`)
  console.log(`tills killed ${total} times: ${kills.map(([what, times]) => `${what} ${times}`).join(', ') || 'never'}`)
  console.log(
    `server killed ${serverKills} times, ${serverStartsKilled} of them while it started, ${databaseKills} with their database; network cut ${cuts} times; ${answersLost} answers to redeem lost`,
  )
  console.log(
    `${checkouts.length} checkouts: ${count(({ receipt }) => receipt !== null)} closed, ${count(({ state }) => state === 'voided')} of them voided, ` +
      `${count(({ receipt }) => receipt?.lines.some(({ returnFor }) => returnFor) === true)} with goods that came back, ${count(({ state }) => state === 'cancelled')} cancelled`,
  )
  const ended = (status: string): number => attempts.filter((attempt) => attempt.status === status).length
  console.log(
    `${attempts.length} redemptions asked for: ${ended('taken')} applied, ${ended('undone')} put back, ${ended('refused')} refused`,
  )
  for (const finding of findings) console.log(`✗ ${finding}`)
  for (const line of trace) console.log(`  ${line}`)
  console.log(
    findings.length === 0
      ? '✓ nothing lost, nothing doubled'
      : `✗ ${findings.length} findings; the journals are in ${folder}`,
  )
}

const { plan, server } = readOptions()
const programs = mkdtempSync(join(tmpdir(), 'tillside-kill-till-'))
const stops: (() => unknown)[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll(stops).finally(() => process.exit(130)))
}
try {
  const till = join(programs, 'till.mjs')
  await buildTill(till)
  console.log(`seed ${plan.seed}`)
  const report = await run(plan, { server, till }, stops)
  print(report)
  process.exitCode = report.findings.length === 0 ? 0 : 1
} finally {
  rmSync(programs, { recursive: true, force: true })
}
