// The figures of webhooks as a page, with what was aimed at.
import { two } from './aims.ts'
import type { Figure } from './measure.ts'

interface Memory {
  readonly now: number
  readonly most: number
}

export interface WebhookResult {
  readonly date: string
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string }
  readonly profiles: number
  readonly events: number
  readonly urlCount: number
  readonly seconds: number
  /** From the commit of the changes until every URL had heard of all of them; and the same for nine with a dead tenth. */
  readonly allSeconds: number
  readonly otherSeconds: number
  /** Of the server's process, before and after all were told. */
  readonly before: Memory | null
  readonly after: Memory | null
  /** That the processor worked for the server meanwhile. */
  readonly processorMs: number | null
  readonly peakPerSecond: number
  /** Redemptions at half of that, without webhooks and with them. */
  readonly alone: Figure
  readonly beside: Figure
  readonly toldPerSecond: number
}

const deliveriesAim = 2_000
const ratioAim = 1.2

const met = (isMet: boolean): string => (isMet ? 'met' : 'MISSED')
const megabytes = (memory: Memory | null): string => (memory === null ? 'unknown' : `${memory.now.toFixed(0)} MB`)

export function webhookPage(result: WebhookResult): string {
  const { machine, events, urlCount, allSeconds, otherSeconds, alone, beside } = result
  const perSecond = (events * urlCount) / allSeconds
  const otherPerSecond = (events * (urlCount - 1)) / otherSeconds
  const ratio = beside.p99Ms / alone.p99Ms
  return [
    `# Webhooks, ${result.date}`,
    '',
    `${machine.cores} cores, ${machine.memoryGb} GB of memory, Node.js ${machine.node}; ${result.profiles} members. Server, PostgreSQL, receiver and bench share the machine.`,
    'The full size is 50,000 events, 20 seconds. `bench/README.md` says what is measured.',
    '',
    '| | |',
    '| --- | --- |',
    `| ${events} changes to ${urlCount} URLs | ${two(allSeconds)} s, ${perSecond.toFixed(0)} deliveries a second, ${(events / allSeconds).toFixed(0)} events |`,
    `| the processor worked for the server | ${result.processorMs === null ? 'unknown' : `${two(result.processorMs / (events * urlCount))} ms for a delivery`} |`,
    `| to ${urlCount - 1} URLs beside a dead one | ${two(otherSeconds)} s, ${otherPerSecond.toFixed(0)} deliveries a second |`,
    `| memory of the server before and after | ${megabytes(result.before)}, ${megabytes(result.after)}, at most ${result.after?.most.toFixed(0) ?? 'unknown'} MB |`,
    `| redemptions at their peak | ${result.peakPerSecond.toFixed(0)} a second |`,
    `| ${alone.perSecond.toFixed(0)} a second, without webhooks | p50 ${two(alone.p50Ms)} ms, p99 ${two(alone.p99Ms)} ms |`,
    `| ${beside.perSecond.toFixed(0)} a second, told to ${urlCount} URLs | p50 ${two(beside.p50Ms)} ms, p99 ${two(beside.p99Ms)} ms, ${result.toldPerSecond.toFixed(0)} deliveries a second |`,
    '',
    '| aim | measured | |',
    '| --- | -------- | --- |',
    `| at least ${deliveriesAim} deliveries a second | ${perSecond.toFixed(0)} | ${met(perSecond >= deliveriesAim)} |`,
    `| p99 of redemptions at most ${ratioAim} of that without webhooks | ${two(ratio)} | ${met(ratio <= ratioAim)} |`,
    `| a dead URL changes nothing for the rest | ${two(otherPerSecond / perSecond)} of the rate | ${met(otherPerSecond >= perSecond * 0.9)} |`,
    '',
  ].join('\n')
}
