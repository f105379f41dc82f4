// The journal's figures as a page, with what was aimed at.
import { two } from './aims.ts'

export interface JournalResult {
  readonly date: string
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string }
  /** Changes of state in one checkout, all of which must last. */
  readonly changes: number
  readonly syncsPerChange: number
  readonly bytesPerChange: number
  /** Milliseconds for a checkout: with the journal in a file; bare appends; those of the journal; with it in memory. */
  readonly oursMs: number
  readonly floorMs: number
  readonly appendsMs: number
  readonly memoryMs: number
  readonly machineUs: number
  readonly recoveryMs: number
  /** Of these, what the processor worked: it may be more, since Node has several threads. */
  readonly recoveryCpuMs: number
  readonly closedCount: number
  readonly openCount: number
}

const syncsMax = 3
const machineUsMax = 50
const recoveryMsMax = 1_000

const met = (isMet: boolean): string => (isMet ? 'met' : 'MISSED')

export function journalPage(result: JournalResult): string {
  const { machine, changes, bytesPerChange, oursMs, floorMs, appendsMs, memoryMs } = result
  return [
    `# The till's journal, ${result.date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}. A checkout of ${changes} changes that must last, ${bytesPerChange} bytes each.`,
    'Floor and ours took turns in the same folder. `bench/README.md` says what is measured.',
    '',
    '| for a checkout | ms | of the floor |',
    '| --- | --- | --- |',
    ...[
      ['bare append and fdatasync', floorMs] as const,
      ['the journal’s appends alone', appendsMs] as const,
      ['the checkout with its journal in a file', oursMs] as const,
      ['the checkout with its journal in memory', memoryMs] as const,
    ].map(([what, ms]) => `| ${what} | ${two(ms)} | ${two(ms / floorMs)} |`),
    '',
    '| aim | measured | |',
    '| --- | -------- | --- |',
    `| fewer than ${syncsMax} fsyncs for a change that must last | ${two(result.syncsPerChange)} | ${met(result.syncsPerChange < syncsMax)} |`,
    `| machine and allocation < ${machineUsMax} µs for a change | ${two(result.machineUs)} µs | ${met(result.machineUs < machineUsMax)} |`,
    `| recovery of ${result.closedCount} closed and ${result.openCount} open checkouts < ${recoveryMsMax} ms | ${result.recoveryMs.toFixed(0)} ms (processor ${result.recoveryCpuMs.toFixed(0)} ms) | ${met(result.recoveryMs < recoveryMsMax)} |`,
    '',
  ].join('\n')
}
