// npm start: makes the clone ready, then becomes the server. The same process, so that Ctrl-C reaches it directly.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const { main } = await prepare()
await import(pathToFileURL(main).href)
