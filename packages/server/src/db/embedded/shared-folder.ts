import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Folders outside the clone that every user can reach, best first. The last is for machines where nothing else can be
 * written; it may be emptied when the machine restarts, so it serves programs and sockets, not data.
 */
export function sharedFolders(): [string, string] {
  return ['/var/lib/tillside', join(tmpdir(), `tillside-${process.getuid?.() ?? 0}`)]
}

/**
 * Makes a folder that others may enter and only we may change. False when that cannot be had: in a temporary folder
 * somebody else may have made the name first, and we would run what they put there.
 */
export function makeShared(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    const found = lstatSync(folder)
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return false
    chmodSync(folder, 0o755)
    return true
  } catch {
    return false
  }
}
