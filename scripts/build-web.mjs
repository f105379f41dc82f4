// Builds the screens (the till and the staff portal) into a folder that the server serves, when their sources have changed.
// Run by itself it prints that folder.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { ensureFolder, filesUnder, packagesIn } from './built.mjs'
import { root } from './clone.mjs'

const apps = ['till', 'clienteling']
const configFile = join(root, 'apps', 'vite.config.ts')
/** What becomes smaller when it is packed; fonts and pictures are packed already. */
const packedEndings = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.txt'])

/** Tells the folder with a folder of each app. */
export async function ensureWebBuilt(say = console.log) {
  const own = ['build-web.mjs', 'built.mjs'].map((name) => join('scripts', name))
  const ours = ['money', 'rules', 'contract', 'pos-sdk'].map((name) => join('packages', name, 'src'))
  const ofApps = packagesIn('apps').flatMap((folder) =>
    ['package.json', 'index.html', 'src', 'locales', 'public'].map((name) => join(folder, name)),
  )
  const sources = ['package-lock.json', ...own, relative(root, configFile), ...ours, ...ofApps]
  return ensureFolder({ kind: 'web', sources, build: buildApps, say })
}

async function buildApps(folder) {
  const before = process.env.NODE_ENV
  // Whoever asks first, a start or a test, leaves the folder for the other: it is always what a shop runs.
  process.env.NODE_ENV = 'production'
  try {
    for (const app of apps) {
      const output = join(folder, app)
      await buildPage(app, output)
      await buildServiceWorker(app, output)
      pack(output)
    }
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

async function configOf(app) {
  const { loadConfigFromFile } = await import('vite')
  const { config } = await loadConfigFromFile({ command: 'build', mode: app }, configFile)
  return config
}

async function buildPage(app, output) {
  const { build } = await import('vite')
  const config = await configOf(app)
  await build({ ...config, configFile: false, build: { ...config.build, outDir: output, emptyOutDir: true } })
}

/** A worker that answers in the server's place is bundled last: it is told every file of the page, by name. */
async function buildServiceWorker(app, output) {
  const entry = join(root, 'apps', app, 'src', 'offline', 'service-worker.ts')
  if (!existsSync(entry)) return
  const { build } = await import('esbuild')
  await build({
    entryPoints: [entry],
    outfile: join(output, 'service-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    absWorkingDir: root,
    define: { 'process.env.NODE_ENV': '"production"', 'self.__FILES': JSON.stringify(JSON.stringify(listOf(output))) },
  })
}

/** Hashed names never change what they name; any other file is known by what is in it. */
function listOf(output) {
  return filesUnder(output).map((path) => {
    const url = relative(output, path).replaceAll('\\', '/')
    const isHashed = url.startsWith('assets/')
    return {
      url,
      revision: isHashed ? null : createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16),
    }
  })
}

/** Packed once here, instead of for every visit. */
function pack(output) {
  for (const path of filesUnder(output)) {
    if (!packedEndings.has(extname(path))) continue
    const bytes = readFileSync(path)
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // What is said along the way goes elsewhere: whoever reads the answer reads one line.
  console.log(await ensureWebBuilt((line) => console.error(line)))
}
