// How far the first fill is: a bar that grows on a screen, a line for each tenth elsewhere.
import type { WriteStream } from 'node:tty'

import type { FillProgress } from '../sync/fill.ts'

const width = 30
const figures = new Intl.NumberFormat('en')

export function progressBar(
  what: string,
  output: Pick<WriteStream, 'write' | 'isTTY'>,
): (progress: FillProgress) => void {
  let tenth = -1
  return ({ done, total }) => {
    const share = total === 0 ? 1 : Math.min(1, done / total)
    const counted = `${figures.format(done)} of ${figures.format(total)}`
    if (output.isTTY) {
      const filled = Math.round(share * width)
      const end = done >= total ? '\n' : ''
      output.write(`\r${what} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${counted}${end}`)
      return
    }
    if (Math.floor(share * 10) === tenth) return
    tenth = Math.floor(share * 10)
    output.write(`${what}: ${counted}\n`)
  }
}
