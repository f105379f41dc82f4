// npm run bench:web: the speeds of the screens in a real Chromium, on the server that npm start starts.
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { makeDatabase } from './database.ts'
import { machineOf } from './machine.ts'
import { startOurs } from './processes.ts'
import { root } from './root.ts'
import { measureLoad } from './web-load.ts'
import { measureMembers } from './web-members.ts'
import { webPage, type WebResult } from './web-report.ts'
import { openWebStage } from './web-stage.ts'
import { measureTill } from './web-till.ts'

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '1000000' },
    visits: { type: 'string', default: '7' },
    scans: { type: 'string', default: '100' },
    lines: { type: 'string', default: '200' },
    sales: { type: 'string', default: '1000' },
    results: { type: 'string', default: `${root}bench/results` },
    server: { type: 'string', default: '' },
    web: { type: 'string', default: '' },
    chromium: { type: 'string', default: '' },
  },
})
const profiles = Number(values.profiles)
const say = (line: string): void => console.error(line)
const stops: (() => unknown)[] = []
const stopAll = async (): Promise<void> => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}

async function measure(): Promise<WebResult> {
  const load = loadavg()[0] ?? 0
  const database = await makeDatabase(profiles, say)
  stops.push(() => database.remove())
  const server = await startOurs(values.server, { ...database.environment, TILLSIDE_WEB: values.web })
  stops.push(() => server.stop())
  const stage = await openWebStage(server, values.chromium)
  stops.push(() => stage.close())
  say('  first load')
  const loaded = await measureLoad(stage, values.web, Number(values.visits))
  say('  scans and typing')
  const found = await measureMembers(stage, profiles, Number(values.scans))
  say('  a long basket, and a day of sales')
  const worked = await measureTill(stage, Number(values.lines), Number(values.sales))
  const [date, chromium] = [new Date().toISOString().slice(0, 10), stage.browser.version()]
  return {
    date,
    machine: machineOf(),
    chromium,
    profiles,
    sales: Number(values.sales),
    load,
    ...loaded,
    ...found,
    ...worked,
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)))
try {
  const result = await measure()
  const page = webPage(result)
  mkdirSync(values.results, { recursive: true })
  const name = join(values.results, `${result.date}-web`)
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${name}.md`, page)
  console.log(`\n${page}`)
} finally {
  await stopAll()
}
