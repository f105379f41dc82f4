// What a run, and many of them, say to a person.
import type { ModeName } from './mode.ts'
import type { FaultName } from './weather.ts'

/** Events of a failed run that are shown. */
const shownMax = 40

/** What is left of a run once it is over; it travels between processes. */
export interface RunReport {
  readonly seed: number
  readonly mode: ModeName
  readonly broken: readonly string[]
  readonly steps: number
  readonly faults: readonly (readonly [FaultName, number])[]
  /** The last events of a run that failed, or all of it where that was asked for. */
  readonly trace: readonly string[]
}

const commandFor = ({ seed, mode }: Pick<RunReport, 'seed' | 'mode'>): string =>
  `npm run simulate -- --seed ${seed} --runs 1 --mode ${mode}`

/** A failure: what was not as promised, what happened before, and how to see it again. */
export function failureText(report: RunReport): string {
  const { seed, mode, broken, steps, trace } = report
  const shown = trace.slice(-shownMax)
  const left = trace.length - shown.length
  return [
    `Seed ${seed}, ${mode}: not as promised after ${steps} steps.`,
    '',
    ...broken.map((words) => `  ${words}`),
    '',
    left > 0 ? `What happened last (${left} events before it: --trace shows all):` : 'What happened:',
    ...shown,
    '',
    `To play it again: ${commandFor(report)}`,
  ].join('\n')
}

/** One line for the runs of a mode. */
export function summaryText(mode: ModeName, reports: readonly RunReport[], seconds: number): string {
  const faults = new Map<string, number>()
  for (const [name, count] of reports.flatMap((report) => [...report.faults])) {
    faults.set(name, (faults.get(name) ?? 0) + count)
  }
  const told = [...faults].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`)
  const steps = reports.reduce((sum, report) => sum + report.steps, 0)
  return `${mode}: ${reports.length} runs, ${steps} steps, all as promised in ${seconds.toFixed(1)} s; ${told.join(', ')}`
}
