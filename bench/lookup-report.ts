// The figures of look-ups as a page, with what was aimed at.
import { two } from './aims.ts'
import type { Figure } from './measure.ts'

/** Ours and the floor, in turns. */
export interface Pair {
  readonly name: string
  readonly connections: number
  /** Of the machine, when it began. */
  readonly load: number
  readonly ours: Figure
  readonly floor: Figure
}

export interface LookupResult {
  readonly date: string
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string }
  readonly profiles: number
  readonly seconds: number
  readonly pairs: readonly Pair[]
  readonly scans: readonly Pair[]
  /** Without the words that are kept of each member, and with them. */
  readonly enrolment: readonly { readonly connections: number; readonly before: Figure; readonly after: Figure }[]
  /** Bytes, with indexes; and how many words there are. */
  readonly sizes: {
    readonly profile: number
    readonly profile_word: number
    readonly name_word: number
    readonly words: number
  }
}

const typedMsMax = 100
const scanMsMax = 150

const met = (isMet: boolean): string => (isMet ? 'met' : 'MISSED')
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const ratio = (a: number, b: number): string => two(a / b)
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`

const pairRow = ({ name, connections, load, ours, floor }: Pair): string =>
  row([
    name,
    connections,
    ...[ours.p50Ms, ours.p95Ms, ours.p99Ms, floor.p50Ms, floor.p95Ms].map(two),
    ratio(ours.p50Ms, floor.p50Ms),
    ours.errors + floor.errors,
    two(load),
  ])

const slowest = (pairs: readonly Pair[]): Pair | undefined => [...pairs].sort((a, b) => b.ours.p95Ms - a.ours.p95Ms)[0]

function aims({ pairs, scans }: LookupResult): string[] {
  return [
    ['members are offered within', typedMsMax, pairs] as const,
    ['a scanned card is a customer within', scanMsMax, scans] as const,
  ].flatMap(([aim, msMax, of]) =>
    [...new Set(of.map(({ connections }) => connections))].map((connections) => {
      const worst = slowest(of.filter((pair) => pair.connections === connections))
      const p95 = worst?.ours.p95Ms ?? 0
      return row([
        `${aim} ${msMax} ms (p95), ${connections} at once`,
        `${two(p95)} ms (${worst?.name})`,
        met(p95 < msMax),
      ])
    }),
  )
}

const pairHead = [
  '| what | at once | p50 ms | p95 ms | p99 ms | floor p50 | floor p95 | p50 of floor’s | errors | load |',
  '| ---- | ------- | ------ | ------ | ------ | --------- | --------- | -------------- | ------ | ---- |',
]

export function lookupPage(result: LookupResult): string {
  const { machine, profiles, seconds, pairs, scans, enrolment, sizes } = result
  return [
    `# Look-ups, ${result.date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}; ${profiles} members; ${seconds} s for each figure.`,
    'Server, PostgreSQL, floor and bench share the machine; `load` is its load average, of whatever else it did. `bench/README.md` says what is measured.',
    '',
    'Typed:',
    '',
    ...pairHead,
    ...pairs.map(pairRow),
    '',
    'Scanned (card, balances, benefits, one after the other):',
    '',
    ...pairHead,
    ...scans.map(pairRow),
    '',
    'Enrolling, with and without the words that are kept of a member:',
    '',
    '| at once | without: a second | p50 ms | p99 ms | with: a second | p50 ms | p99 ms | rate of that without | errors |',
    '| ------- | ----------------- | ------ | ------ | -------------- | ------ | ------ | -------------------- | ------ |',
    ...enrolment.map(({ connections, before, after }) =>
      row([
        connections,
        ...[before, after].flatMap((figure) => [figure.perSecond.toFixed(0), two(figure.p50Ms), two(figure.p99Ms)]),
        ratio(after.perSecond, before.perSecond),
        before.errors + after.errors,
      ]),
    ),
    '',
    `On the disk, with indexes: members ${megabytes(sizes.profile)}, their words ${megabytes(sizes.profile_word)}, ${sizes.words} different words of names ${megabytes(sizes.name_word)}.`,
    '',
    '| aim | measured | |',
    '| --- | -------- | --- |',
    ...aims(result),
    '',
  ].join('\n')
}
