// npm run simulate: plays many runs, says how they went, and ends with 1 when one was not as promised.
import { randomInt } from 'node:crypto'

import { ArgumentError, readArguments, usage, type Wish } from './arguments.ts'
import type { ModeName } from './mode.ts'
import { failureText, type RunReport, summaryText } from './report.ts'
import { startWorkers, type Workers } from './workers.ts'

async function playMode(workers: Workers, mode: ModeName, seed: number, wish: Wish): Promise<boolean> {
  const wishes = Array.from({ length: wish.runs }, (_, index) => ({ seed: (seed + index) >>> 0, mode }))
  const reports: RunReport[] = []
  const begun = performance.now()
  await workers.play(wishes, (report) => {
    reports.push(report)
    if (wish.showsTrace) console.log([`Seed ${report.seed}, ${mode}:`, ...report.trace].join('\n'))
    return report.broken.length === 0 ? 'more' : 'enough'
  })
  const failed = reports.filter(({ broken }) => broken.length > 0)
  for (const report of failed) console.log(failureText(report))
  if (failed.length > 0) return false
  console.log(summaryText(mode, reports, (performance.now() - begun) / 1_000))
  return true
}

async function main(): Promise<number> {
  const wish = readArguments(process.argv.slice(2))
  const seed = wish.seed ?? randomInt(2 ** 32)
  console.log(`${wish.runs} runs from seed ${seed}, in ${wish.modes.join(' and ')}`)
  const workers = await startWorkers(wish.workers)
  try {
    for (const mode of wish.modes) {
      if (!(await playMode(workers, mode, seed, wish))) return 1
    }
    return 0
  } finally {
    await workers.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${usage}` : error)
  process.exitCode = 1
}
