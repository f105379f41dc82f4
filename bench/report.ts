// The results as tables: on the screen, and as the pages that are committed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { aimsOf, sharesOf, two } from './aims.ts'
import type { Result, Row } from './run.ts'

const whole = (value: number): string => value.toFixed(0)
const ratio = (value: number, of: number | null): string => (of === null ? '' : two(value / of))

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

const columns: readonly (readonly [name: string, cell: (row: Row) => string])[] = [
  ['call', (row) => row.call],
  ['connections', (row) => String(row.connections)],
  ['ours/s', ({ ours }) => whole(ours.perSecond)],
  ['p50 ms', ({ ours }) => two(ours.p50Ms)],
  ['p99 ms', ({ ours }) => two(ours.p99Ms)],
  ['errors', ({ ours }) => String(ours.errors)],
  ['floor/s', ({ floor }) => whole(floor.perSecond)],
  ['floor p99', ({ floor }) => two(floor.p99Ms)],
  ['of floor', ({ ours, floor }) => ratio(ours.perSecond, floor.perSecond)],
  ['pgbench/s', (row) => (row.pgbenchPerSecond === null ? '' : whole(row.pgbenchPerSecond))],
  ['of pgbench', ({ ours, pgbenchPerSecond }) => ratio(ours.perSecond, pgbenchPerSecond)],
]

function figures(result: Result): string {
  return markdownTable(
    columns.map(([name]) => name),
    result.rows.map((row) => columns.map(([, cell]) => cell(row))),
  )
}

function shares(result: Result, small: Result): string {
  const rows = sharesOf(result, small).map((row) => [row.call, String(row.connections), two(row.share)])
  return markdownTable(['call', 'connections', `of that with ${small.profiles} members`], rows)
}

function aims(result: Result, small: Result | null): string {
  const rows = aimsOf(result, small).map(({ aim, measured, isMet }) => [aim, measured, isMet ? 'met' : 'MISSED'])
  return markdownTable(['aim', 'measured', ''], rows)
}

/** The first error of each call that had any: a figure with errors says little. */
function errors(result: Result): string[] {
  return result.rows.flatMap(({ call, connections, ours, floor }) =>
    [ours, floor].flatMap(({ error }, side) =>
      error === null ? [] : [`${call}, ${connections}, ${side === 0 ? 'ours' : 'floor'}: ${error}`],
    ),
  )
}

export function page(result: Result, small: Result | null): string {
  const { machine, seconds, profiles, date } = result
  const failed = errors(result)
  return [
    `# ${profiles} members, ${date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}, PostgreSQL ${machine.postgres}; ${seconds} s for each figure.`,
    'Server, database and the tills that load them share this machine. `bench/README.md` says what is measured and against what.',
    '',
    figures(result),
    '',
    ...(small ? [shares(result, small), ''] : []),
    aims(result, small),
    '',
    ...(failed.length > 0 ? ['Errors:', '', ...failed.map((error) => `- ${error}`), ''] : []),
  ].join('\n')
}

/** Writes the page and the figures behind it. */
export function write(folder: string, result: Result, small: Result | null): string {
  mkdirSync(folder, { recursive: true })
  const name = `${result.date}-${result.profiles}`
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(folder, `${name}.md`), page(result, small))
  return `${name}.md`
}
