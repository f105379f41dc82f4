// npm run sync -- <command>: makes the clone ready, then runs tillside-sync. The same process, so that Ctrl-C reaches it directly.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const { sync } = await prepare()
await import(pathToFileURL(sync).href)
