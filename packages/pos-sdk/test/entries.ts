// What a POS may import: the files that the README lists.
import { readFileSync } from 'node:fs'

export const root = new URL('../../../', import.meta.url).pathname

/** In the README's order, as paths below `src` without an ending. */
export function listEntries(): string[] {
  const readme = readFileSync(`${root}packages/pos-sdk/README.md`, 'utf8')
  const entries = [...readme.matchAll(/`((?:client|checkout|offline|adapters|ports)\/[a-z-]+)`/g)]
  return [...new Set(entries.map((match) => String(match[1])))]
}

/** The client's methods stand in files of their own, by concept: those of which it is put together. */
export function clientRooms(): string[] {
  const client = readFileSync(`${root}packages/pos-sdk/src/client/client.ts`, 'utf8')
  return [...client.matchAll(/^import \{ \w+Of\b.*\} from '\.\/([a-z-]+)\.ts'$/gm)].map((match) => `client/${match[1]}`)
}
