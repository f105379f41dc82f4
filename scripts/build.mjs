// Builds the server from its sources, when they have changed or a build has lost a file.
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureFolder, packagesIn } from './built.mjs'
import { root } from './clone.mjs'

/** Builds the server when its sources have changed, and tells where the built files are. */
export async function ensureBuilt() {
  const ours = packagesIn('packages').flatMap((folder) => [join(folder, 'package.json'), join(folder, 'src')])
  const own = ['build.mjs', 'built.mjs'].map((name) => join('scripts', name))
  const folder = await ensureFolder({ kind: 'server', sources: ['package-lock.json', ...own, ...ours], build })
  const fileOf = (name) => join(folder, `${name}.js`)
  return {
    main: fileOf('main'),
    cli: fileOf('cli'),
    walk: fileOf('walk'),
    sync: fileOf('sync'),
    syncWalk: fileOf('sync-walk'),
  }
}

async function build(folder) {
  const { build: bundle } = await import('esbuild')
  const server = join(root, 'packages', 'server', 'src')
  const others = [
    join(root, 'packages', 'pos-sync', 'src', 'command', 'sync.ts'),
    join(root, 'packages', 'simulator', 'src', 'pos', 'sync-walk.ts'),
  ]
  const entryPoints = [
    ...['main.ts', 'delivery/deliver.ts', 'cli/cli.ts', 'walk/walk.ts'].map((name) => join(server, name)),
    ...others,
  ].filter((file) => existsSync(file))
  const ownPackages = {
    name: 'own-packages',
    // Ours are TypeScript and go into the bundle; npm's stay where they are.
    setup: (context) =>
      context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point' || path.startsWith('@tillside/') ? undefined : { path, external: true },
      ),
  }
  await bundle({
    entryPoints,
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [ownPackages],
  })
  const migrations = join(server, 'db', 'migrations')
  if (existsSync(migrations)) cpSync(migrations, join(folder, 'migrations'), { recursive: true })
}
