// What an operator watches, as Prometheus reads it. Names of members appear nowhere.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

import type { Comparison } from '../sync/compare.ts'
import type { Linked } from '../sync/link.ts'
import type { SentUp } from '../sync/upward.ts'

/** Seconds from the change on the server to the record that shows it. */
const lagBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600]

export interface Metrics {
  readonly registry: Registry
  readonly received: (result: string) => void
  readonly refused: (code: string) => void
  readonly lag: (seconds: number) => void
  compared(comparison: Comparison, at: Date): void
  linked(linked: Linked): void
  sentUp(sent: SentUp): void
  readonly setAside: (count: number) => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `tillside_sync_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: `tillside_sync_${name}`, help, labelNames, registers })
  const received = counter('deliveries_total', 'Deliveries that were dealt with, by what became of them.', ['result'])
  const refused = counter('deliveries_refused_total', 'Deliveries that were refused, by why.', ['code'])
  const differences = counter('differences_total', 'Members that a compare found to differ, by what became of them.', [
    'result',
  ])
  const linked = counter('numbers_written_back_total', 'POS customer numbers that were sent up.', ['result'])
  const upward = counter('sent_up_total', 'Records that were sent up, by what became of them.', ['result'])
  const differing = gauge('differing_ranges', 'Ranges that differed when they were compared last.', [])
  const doubts = gauge(
    'doubts',
    'Members that speak against the server, by why: nothing is changed while there are any.',
    ['why'],
  )
  const comparedAt = gauge('compared_timestamp_seconds', 'When both sides were compared last.', [])
  const asides = gauge('set_aside', 'Records and members that one side refuses.', [])
  const lag = new Histogram({
    name: 'tillside_sync_lag_seconds',
    help: 'From the change on the server to the record that shows it.',
    buckets: lagBuckets,
    registers,
  })
  return {
    registry,
    received: (result) => received.inc({ result }),
    refused: (code) => refused.inc({ code }),
    lag: (seconds) => lag.observe(seconds),
    compared: ({ ranges, found, repaired, setAside, withheld, unknown, behind }, at) => {
      for (const [why, count] of Object.entries({ withheld, unknown, behind })) doubts.set({ why }, count)
      differing.set(ranges)
      comparedAt.set(Math.floor(at.getTime() / 1_000))
      differences.inc({ result: 'repaired' }, repaired)
      differences.inc({ result: 'set_aside' }, setAside)
      differences.inc({ result: 'settled_by_itself' }, Math.max(0, found - repaired - setAside))
    },
    linked: (tally) => {
      linked.inc({ result: 'linked' }, tally.linked)
      linked.inc({ result: 'refused' }, tally.refused)
    },
    sentUp: ({ changed, enrolled, refused: no }) => {
      upward.inc({ result: 'changed' }, changed)
      upward.inc({ result: 'enrolled' }, enrolled)
      upward.inc({ result: 'refused' }, no)
    },
    setAside: (count) => asides.set(count),
  }
}
