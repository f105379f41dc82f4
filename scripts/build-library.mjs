// npm run build:library: makes the library for POS (packages/pos-sdk) into a package that any project can install, and prints
// where it is. It needs nothing else to run: ours are bundled into it. Its types stand on those of the API's schemas.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesUnder, ensureFolder } from './built.mjs'
import { checkNode, readJson, root } from './clone.mjs'
import { ensureInstalled } from './install.mjs'

const library = join('packages', 'pos-sdk')
const ofLibrary = (...names) => join(root, library, ...names)
/** Whose types the library's types name. */
const rooms = ['contract', 'money', 'rules', 'pos-sdk']
const papers = ['README.md', 'API.md', 'SPEC.md']

/** What a POS may import is what the README lists. */
function listEntries() {
  const readme = readFileSync(ofLibrary('README.md'), 'utf8')
  return [
    ...new Set(
      [...readme.matchAll(/`((?:client|checkout|offline|adapters|ports)\/[a-z-]+)`/g)].map(([, name]) => name),
    ),
  ]
}

async function buildLibrary(folder) {
  const entries = listEntries()
  await buildScripts(folder, entries)
  buildTypes(folder, entries)
  for (const name of papers) cpSync(ofLibrary(name), join(folder, name))
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageOf(entries), null, 2)}\n`)
}

async function buildScripts(folder, entries) {
  const { build } = await import('esbuild')
  await build({
    entryPoints: entries.map((entry) => ofLibrary('src', `${entry}.ts`)),
    outbase: ofLibrary('src'),
    outdir: folder,
    bundle: true,
    // What two entries share is there once: a journal that is open in one is open in the other.
    splitting: true,
    chunkNames: 'shared/[name]-[hash]',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['node:*'],
    sourcemap: true,
    logLevel: 'warning',
    absWorkingDir: root,
  })
}

/** Declarations of each file, in the folders that the sources have, naming each other by where they are. */
function buildTypes(folder, entries) {
  const types = join(folder, 'types')
  mkdirSync(types, { recursive: true })
  const project = join(folder, 'tsconfig.json')
  // Found below node_modules, they would count as somebody else's, and nothing would be declared of them.
  const paths = Object.fromEntries(
    rooms.map((room) => [`@tillside/${room}/*`, [join(root, 'packages', room, 'src', '*.ts')]]),
  )
  const emit = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(root, 'packages'),
    outDir: types,
    paths,
  }
  const files = entries.map((entry) => ofLibrary('src', `${entry}.ts`))
  writeFileSync(
    project,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions: emit, files, include: [] }),
  )
  const compiler = join(
    root,
    'node_modules',
    'typescript',
    readJson(join(root, 'node_modules/typescript/package.json')).bin.tsc,
  )
  execFileSync(process.execPath, [compiler, '--project', project], { cwd: root, stdio: 'inherit' })
  rmSync(project)
  for (const path of filesUnder(types)) writeFileSync(path, named(readFileSync(path, 'utf8'), path, types))
}

function named(text, path, types) {
  const there = (room, name) => {
    const way = relative(dirname(path), join(types, room, 'src', `${name}.js`)).replaceAll('\\', '/')
    return way.startsWith('.') ? way : `./${way}`
  }
  return text
    .replaceAll(/(["'])(\.[^"']*)\.ts\1/g, '$1$2.js$1')
    .replaceAll(
      /(["'])@tillside\/([a-z-]+)\/([^"']+)\1/g,
      (_, quote, room, name) => `${quote}${there(room, name)}${quote}`,
    )
}

function packageOf(entries) {
  const { name, version, description, license, type, sideEffects } = readJson(ofLibrary('package.json'))
  const { typebox } = readJson(join(root, 'packages/contract/package.json')).dependencies
  const { engines } = readJson(join(root, 'package.json'))
  const exports = Object.fromEntries(
    entries.map((entry) => [`./${entry}`, { types: `./types/pos-sdk/src/${entry}.d.ts`, default: `./${entry}.js` }]),
  )
  const files = ['**/*.js', '**/*.js.map', '**/*.d.ts', ...papers]
  return { name, version, description, license, type, engines, sideEffects, files, exports, dependencies: { typebox } }
}

checkNode()
await ensureInstalled()
const sources = ['package-lock.json', 'tsconfig.json', 'LICENSE', 'scripts/build-library.mjs', 'scripts/built.mjs']
const ours = rooms.flatMap((room) => [join('packages', room, 'package.json'), join('packages', room, 'src')])
const folder = await ensureFolder({
  kind: 'library',
  sources: [...sources, ...ours, ...papers.map((name) => join(library, name))],
  build: buildLibrary,
  say: (line) => console.error(line),
})
const packed = execFileSync('npm', ['pack', folder, '--json', '--pack-destination', dirname(folder)], {
  encoding: 'utf8',
})
console.log(join(dirname(folder), JSON.parse(packed)[0].filename))
