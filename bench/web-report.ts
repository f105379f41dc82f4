// The figures of the screens as a page, with what was aimed at.
import { two } from './aims.ts'
import type { Machine } from './machine.ts'
import type { Loaded } from './web-load.ts'
import type { Found } from './web-members.ts'
import type { Worked } from './web-till.ts'

export interface WebResult extends Loaded, Found, Worked {
  readonly date: string
  readonly machine: Machine
  readonly chromium: string
  readonly profiles: number
  readonly sales: number
  /** Of the machine, when it began. */
  readonly load: number
}

const scriptKbMax = 250
const coldMsMax = 1_500
const warmMsMax = 500
const scanMsMax = 150
const typedMsMax = 100
/** Of sixty: one in twenty may be late on a machine that does other things beside. */
const framesMin = 57
const heapRatioMax = 1.1

const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
const middle = (values: readonly number[]): number => at(values, 0.5)
const p95 = (values: readonly number[]): number => at(values, 0.95)
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

interface Line {
  readonly what: string
  readonly aim: string
  readonly is: string
  readonly isMet: boolean
  readonly floor?: string
  readonly ratio?: string
}

function loadLines({ scriptBytes, scripts, coldMs, coldFloorMs, warmMs, warmFloorMs }: WebResult): Line[] {
  const kilobytes = scriptBytes / 1024
  const line = (what: string, values: readonly number[], floor: readonly number[], msMax: number): Line => ({
    what,
    aim: `< ${msMax} ms`,
    is: `${ms(middle(values))} (${ms(Math.min(...values))} to ${ms(Math.max(...values))})`,
    isMet: middle(values) < msMax,
    floor: `${ms(middle(floor))}, a page with one field`,
    ratio: two(middle(values) / middle(floor)),
  })
  return [
    {
      what: `scripts before the till sells, packed (${scripts} files)`,
      aim: `< ${scriptKbMax} KB`,
      is: `${kilobytes.toFixed(0)} KB`,
      isMet: kilobytes < scriptKbMax,
    },
    line('usable, first visit, processor slowed down 4 times', coldMs, coldFloorMs, coldMsMax),
    line('usable, again, from the cache', warmMs, warmFloorMs, warmMsMax),
  ]
}

function memberLines({ scanMs, scanFloorMs, typedMs, profiles }: WebResult): Line[] {
  return [
    {
      what: `scan to customer shown, p95, ${profiles} members`,
      aim: `< ${scanMsMax} ms`,
      is: `${ms(p95(scanMs))} (p50 ${ms(middle(scanMs))})`,
      isMet: p95(scanMs) < scanMsMax,
      floor: `${ms(p95(scanFloorMs))} (p50 ${ms(middle(scanFloorMs))}), the bare questions`,
      ratio: two(middle(scanMs) / middle(scanFloorMs)),
    },
    {
      what: 'names offered while somebody types, p95, to the portal’s page and back',
      aim: `< ${typedMsMax} ms`,
      is: `${ms(p95(typedMs))} (p50 ${ms(middle(typedMs))})`,
      isMet: p95(typedMs) < typedMsMax,
    },
  ]
}

function tillLines({ scroll, scrollFloor, lines, heapMb }: WebResult): Line[] {
  const [first, last] = [heapMb[0], heapMb.at(-1)]
  const ratio = (last?.megabytes ?? Number.NaN) / (first?.megabytes ?? Number.NaN)
  const told = heapMb.map(({ sales, megabytes }) => `${megabytes.toFixed(1)} MB after ${sales}`).join(', ')
  return [
    {
      what: `frames a second while a basket of ${lines} lines scrolls`,
      aim: '60',
      is: `${scroll.framesPerSecond.toFixed(1)}, ${scroll.dropped} of ${scroll.frames + scroll.dropped} dropped`,
      isMet: scroll.framesPerSecond >= framesMin,
      floor: `${scrollFloor.framesPerSecond.toFixed(1)}, ${scrollFloor.dropped} dropped, plain rows`,
      ratio: two(scroll.framesPerSecond / scrollFloor.framesPerSecond),
    },
    {
      what: 'memory of the till’s page over the sales of a day',
      aim: `flat (× ${heapRatioMax} at most)`,
      is: `× ${two(ratio)}: ${told}`,
      isMet: ratio <= heapRatioMax,
    },
  ]
}

export function webPage(result: WebResult): string {
  const { machine, date, chromium, load } = result
  const lines = [...loadLines(result), ...memberLines(result), ...tillLines(result)]
  return [
    `# The screens, ${date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}, Chromium ${chromium}; the machine’s load was ${two(load)} when it began.`,
    'Browser, server and PostgreSQL share the machine. `bench/README.md` says what is measured.',
    '',
    '| what | aim | measured | | floor | of the floor |',
    '| ---- | --- | -------- | --- | ----- | ------------ |',
    ...lines.map(({ what, aim, is, isMet, floor = '', ratio = '' }) =>
      row([what, aim, is, isMet ? 'met' : 'MISSED', floor, ratio]),
    ),
    '',
  ].join('\n')
}
