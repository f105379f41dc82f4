// The folder that the operator named, and what we put into it.
import { accessSync, chownSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EmbeddedError, codeOf, messageOf } from './error.ts'

/** Makes the folder where it is missing, and says where it really is; refuses one that we cannot write. */
export function makeDataFolder(asked: string): string {
  try {
    makeFolders(resolve(asked))
    const folder = realpathSync(asked)
    accessSync(folder, constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    throw new EmbeddedError(
      `The data folder ${asked} cannot be used (${messageOf(error)}): set TILLSIDE_DATA to a folder that this user can write.`,
    )
  }
}

/** One after the other by hand: told to make all of them, Node tries for ever where nothing can be made, as in /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error
  }
}

/** A start as root leaves nothing in a user's folder that the user cannot read at the next one. */
export function giveToOwnerOf(folder: string, file: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  chownSync(file, uid, gid)
}
