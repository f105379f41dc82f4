// A process of its own with a database of its own, which plays the runs that it is sent, one at a time.
import { openShopDatabase } from './shop-database.ts'
import { modes } from './mode.ts'
import type { FromWorker, ToWorker } from './workers.ts'
import { run } from './run.ts'

const say = (message: FromWorker): void => void process.send?.(message)
const [place = ''] = process.argv.slice(2)
const shop = await openShopDatabase(JSON.parse(place))

async function play({ seed, mode }: ToWorker & { kind: 'play' }): Promise<void> {
  const { broken, steps, faults, trace } = await run({ seed, mode: modes[mode] }, shop)
  say({ kind: 'done', report: { seed, mode, broken, steps, faults: [...faults], trace } })
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'play') void play(message)
  else void shop.close().then(() => process.disconnect())
})
say({ kind: 'ready' })
