// A film of barcodes for the browser's camera: each is held before it for a while, and then the next.
import { writeFileSync } from 'node:fs'

import bwip from 'bwip-js/node'

const [width, height] = [480, 320]
const framesPerSecond = 10
const secondsEach = 4
const pixelsPerModule = 3
const [black, white, colourless] = [16, 235, 128]

interface Bars {
  /** Widths of bars and spaces in modules, beginning with a bar. */
  readonly sbs: readonly number[]
}

/** One line of the picture: the bars in the middle of white. */
function lineOf(code: string): Buffer {
  const [bars] = bwip.raw('ean13', code, {}) as readonly Bars[]
  const modules = bars?.sbs ?? []
  const line = Buffer.alloc(width, white)
  const inAll = modules.reduce((sum, modulesOf) => sum + modulesOf, 0) * pixelsPerModule
  let at = Math.floor((width - inAll) / 2)
  for (const [index, modulesOf] of modules.entries()) {
    const pixels = modulesOf * pixelsPerModule
    if (index % 2 === 0) line.fill(black, at, at + pixels)
    at += pixels
  }
  return line
}

function frameOf(code: string): Buffer {
  const line = lineOf(code)
  const colours = Buffer.alloc((width * height) / 2, colourless)
  return Buffer.concat([Buffer.from('FRAME\n'), ...Array.from({ length: height }, () => line), colours])
}

/** Writes the film; Chromium plays it again and again to whoever looks through its camera. */
export function film(path: string, codes: readonly string[]): void {
  const frames = codes.flatMap((code) => {
    const frame = frameOf(code)
    return Array.from({ length: framesPerSecond * secondsEach }, () => frame)
  })
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(path, Buffer.concat([head, ...frames]))
}
