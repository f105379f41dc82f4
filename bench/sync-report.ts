// The figures of the first fill as a page, with what was aimed at.
import { two } from './aims.ts'
import type { Machine } from './machine.ts'

interface Filled {
  readonly fillSeconds: number
  /** Digests of both sides, held against each other. */
  readonly compareSeconds: number
  /** Megabytes resident in the service's process. */
  readonly megabytes: number
}

export interface SyncResult {
  readonly date: string
  readonly machine: Machine
  readonly profiles: number
  readonly floorSeconds: number
  readonly sqlite: Filled
  readonly postgres: Filled
}

const fillSecondsMax = 60

export function syncPage({ date, machine, profiles, floorSeconds, sqlite, postgres }: SyncResult): string {
  const row = (name: string, { fillSeconds, compareSeconds, megabytes }: Filled): string =>
    `| ${name} | ${fillSeconds.toFixed(1)} | ${two(fillSeconds / floorSeconds)} | ${compareSeconds.toFixed(1)} | ${megabytes.toFixed(0)} |`
  const aim = (name: string, { fillSeconds }: Filled): string =>
    `| first fill of 100,000 into ${name} < ${fillSecondsMax} s | ${fillSeconds.toFixed(1)} s | ${fillSeconds < fillSecondsMax ? 'met' : 'MISSED'} |`
  return [
    `# The first fill of a POS database, ${date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}. ${profiles} members. \`bench/README.md\` says what is measured.`,
    '',
    '| into | s | of the floor | compare, s | memory, MB |',
    '| --- | --- | --- | --- | --- |',
    `| nowhere: the pages, thrown away | ${floorSeconds.toFixed(1)} | 1.00 | | |`,
    row('SQLite', sqlite),
    row('PostgreSQL', postgres),
    '',
    ...(profiles === 100_000
      ? ['| aim | measured | |', '| --- | --- | --- |', aim('SQLite', sqlite), aim('PostgreSQL', postgres), '']
      : []),
  ].join('\n')
}
