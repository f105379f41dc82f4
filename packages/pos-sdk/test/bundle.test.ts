// What a browser has to load.
import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

const source = new URL('../src/', import.meta.url).pathname

/** Without the adapters, but for the one that every browser needs. */
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

test('client and checkout fit into 20 KB', async () => {
  const { gzippedBytes } = await bundle([
    // Words for a screen are left out by a till that has words of its own.
    ...files.filter((path) => !path.startsWith('adapters/') && path !== 'checkout/words.ts'),
    'adapters/fetch-network.ts',
  ])
  console.log(`client and checkout for a browser: ${gzippedBytes} bytes gzipped`)
  expect(gzippedBytes).toBeLessThan(gzippedBytesMax)
})

test('who uses only the client loads only the client', async () => {
  const { inputs } = await bundle(['client/client.ts'])
  expect(
    inputs.filter((path) => !/pos-sdk\/src\/client\/|rules\/src\/time|money\/src\/assert|ports\//.test(path)),
  ).toEqual([])
})
