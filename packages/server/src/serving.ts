// Which servers run on a data folder, told in the folder itself. The admin token beside it opens just these: whoever
// reads it there can see that it goes to one of them, and not to what has taken the port since.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { giveToOwnerOf } from './db/embedded/data-folder.ts'
import { isAlive, startMarkOf } from './db/embedded/processes.ts'
import { urlOf } from './welcome.ts'

const signOf = (dataFolder: string, port: string): string => join(dataFolder, `serving-${port}`)

/** The function that it gives takes the sign away again. */
export function leaveSign(dataFolder: string, url: string): () => void {
  const sign = signOf(dataFolder, new URL(url).port)
  writeFileSync(sign, `${process.pid} ${startMarkOf(process.pid)} ${url}\n`)
  giveToOwnerOf(dataFolder, sign)
  return () => rmSync(sign, { force: true })
}

/** Whether the server at this address is one that runs on the folder. */
export function isServing(dataFolder: string, url: string): boolean {
  const { hostname, port } = new URL(url)
  const named = urlOf(hostname.replace(/^\[|\]$/g, ''), Number(port))
  try {
    const [pid, startMark, served] = readFileSync(signOf(dataFolder, port), 'utf8').trim().split(' ')
    return served === named && isAlive(Number(pid)) && startMarkOf(Number(pid)) === startMark
  } catch {
    return false
  }
}
