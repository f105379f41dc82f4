// What a browser has to load.
import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

import { listEntries } from './entries.ts'

const source = new URL('../src/', import.meta.url).pathname

/** Of everything that a POS may import, but for the adapters, of which it needs some or has its own, and the words. */
const gzippedBytesMax = 20 * 1_024

/** Everything that a browser can load, as paths below `src`. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('adapters/file-'))
  .sort()

/** All that these files export, in one bundle. */
async function bundle(paths: readonly string[]) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: paths.map((path) => `export * from './${path}'`).join('\n'), resolveDir: source },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
  })
  const [output] = Object.values(metafile.outputs)
  const loaded = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return { gzippedBytes: gzipSync(outputFiles[0]?.contents ?? '').length, inputs: loaded.map(([path]) => path) }
}

test('the library loads in a browser, with nothing of Node, of schemas or of time zones', async () => {
  // Built for a browser, it would not build at all with an import of Node's.
  const { inputs } = await bundle(files)
  expect(inputs.some((path) => path.endsWith('client/operation.ts'))).toBe(true)
  expect(inputs.filter((path) => /node_modules|typebox|temporal|packages\/contract/.test(path))).toEqual([])
})

test('client, checkout and look-up fit into 20,480 bytes without adapters and words', async () => {
  const entries = listEntries().map((entry) => `${entry}.ts`)
  const own = entries.filter((path) => !path.startsWith('adapters/'))
  // Entries that a till loads only when it wants them: words for a screen, and redeeming without the server.
  const extras = ['checkout/words.ts', 'offline/allowances.ts']
  const counted = await bundle(own.filter((path) => !extras.includes(path)))
  const ofBrowser = ['fetch-network', 'indexeddb-journal', 'web-storage-shelf', 'system-clock', 'system-chance']
  const page = await bundle([...own, ...ofBrowser.map((name) => `adapters/${name}.ts`)])
  console.log(
    `client, checkout and look-up: ${counted.gzippedBytes} bytes gzipped; ` +
      `${page.gzippedBytes} with words, redeeming offline, and what a browser needs of the adapters`,
  )
  expect(counted.inputs.some((path) => path.endsWith('offline/lookup.ts'))).toBe(true)
  expect(counted.inputs.some((path) => path.endsWith('offline/allowances.ts'))).toBe(false)
  expect(counted.gzippedBytes).toBeLessThan(gzippedBytesMax)
})

test('who uses only the client loads only the client', async () => {
  const { inputs } = await bundle(['client/client.ts'])
  expect(
    inputs.filter((path) => !/pos-sdk\/src\/client\/|rules\/src\/time|money\/src\/assert|ports\//.test(path)),
  ).toEqual([])
})
