// npm start: makes the clone ready, then becomes the server. The same process, so that Ctrl-C reaches it directly.
import { pathToFileURL } from 'node:url'
import { ensureWebBuilt } from './build-web.mjs'
import { prepare } from './prepare.mjs'

const { main } = await prepare()
process.env.TILLSIDE_WEB ??= await ensureWebBuilt()
await import(pathToFileURL(main).href)
