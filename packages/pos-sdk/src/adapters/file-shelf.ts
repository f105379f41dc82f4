// A shelf in a file, for Node. A crash leaves the old text or the new one.
import { readFile, rename, writeFile } from 'node:fs/promises'

import type { Shelf } from '../ports/shelf.ts'

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

export const openFileShelf = (path: string): Shelf => ({
  read: () => readFile(path, 'utf8').catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error))),
  write: async (text) => {
    await writeFile(`${path}.new`, text, { mode: 0o600, flush: true })
    await rename(`${path}.new`, path)
  },
})
