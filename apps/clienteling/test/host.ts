// The example POS as `npm run example:host` serves it, before the server of a test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ExampleHost {
  /** `http://localhost:…`: another site than the server's 127.0.0.1. */
  readonly origin: string
  close(): Promise<void>
}

const script = fileURLToPath(new URL('../../../examples/host-pos.mjs', import.meta.url))

async function readOrigin(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the example says nothing')
  for await (const line of createInterface(child.stdout)) {
    const said = /http:\/\/localhost:\d+/.exec(line)
    if (said) return said[0]
  }
  throw new Error('the example did not say where it is')
}

/** Serves examples/host-pos.html, with the portal of the server behind it. */
export async function openExampleHost(server: string): Promise<ExampleHost> {
  const env = { ...process.env, TILLSIDE_URL: server, PORT: '0' }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await readOrigin(child)
  return {
    origin,
    close: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
