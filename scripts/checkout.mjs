// npm run checkout: makes the clone ready, then walks through the whole checkout against a running server, or one of its
// own when none runs.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const { walk } = await prepare()
await import(pathToFileURL(walk).href)
