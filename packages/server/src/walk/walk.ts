// npm run checkout: exits 0 when every figure of the walk is right, and 1 when any is off.
import { WalkStopped } from './api.ts'
import { runWalk } from './checkout.ts'
import { findServer, type Target } from './server.ts'

async function main(): Promise<number> {
  let target: Target | undefined
  const stop = (): void => void (target?.stop() ?? Promise.resolve()).then(() => process.exit(1))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  try {
    target = await findServer(process.env)
    const write = (line: string): void => console.log(line)
    const isColoured = process.stdout.isTTY && !process.env['NO_COLOR']
    const faults = await runWalk({ url: target.url, token: target.token, now: new Date(), write, isColoured })
    return faults.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof WalkStopped)) throw error
    console.error(error.message)
    return 1
  } finally {
    await target?.stop()
  }
}

process.exitCode = await main()
