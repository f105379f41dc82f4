// What a test of the screens needs before it begins: the built apps and a Chromium. Both are made once for a run, by the
// first that asks; whoever comes meanwhile waits.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs one of our scripts, which prints one line. */
async function ask(script: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../../scripts/${script}`, import.meta.url))
  try {
    const { stdout } = await run(process.execPath, [path])
    return stdout.trim()
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr?.trim() || String(error), { cause: error })
  }
}

/** The folder with a folder of each app. */
export const webFolder = (): Promise<string> => ask('build-web.mjs')

/** The program of the browser. */
export const chromiumPath = (): Promise<string> => ask('chromium.mjs')
