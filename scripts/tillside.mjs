// npm run tillside -- <command>: makes the clone ready, then runs the command line.
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'

const { cli } = await prepare()
await import(pathToFileURL(cli).href)
