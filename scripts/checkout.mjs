// npm run checkout: makes the clone ready, then walks through the whole checkout against a running server, or one of its
// own when none runs. With --sync it shows a POS customer database changing with the members, and back.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const { walk, syncWalk } = await prepare()
await import(pathToFileURL(process.argv.includes('--sync') ? syncWalk : walk).href)
