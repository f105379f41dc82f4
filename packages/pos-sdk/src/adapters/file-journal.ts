// A journal in a file, for Node.
//
// It promises: what `append` resolved for is on the disk; what it rejected for can never be read; a crash at any moment
// leaves the file readable, with the last write whole or cut and reported; two processes never write it at once.
import fs from 'node:fs/promises'
import { dirname } from 'node:path'

import { JournalError, type JournalStorage, type Repair } from '../ports/storage.ts'
import { takeLock } from './file-lock.ts'
import { scan } from './file-scan.ts'
import { header, notWritten, sumBeforeAll, writeLine } from './journal-format.ts'
import { inTurns, type JournalPlace } from './journal-turns.ts'

/** What is asked of the file system; tests let each of it fail. */
export type FileSystem = Pick<typeof fs, 'open' | 'rename' | 'rm'>

async function writeAll(handle: fs.FileHandle, bytes: Buffer, position: number): Promise<void> {
  // A disk that is nearly full takes a part, and refuses only what comes after it.
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    if (bytesWritten === 0) throw new Error('the disk takes nothing more')
    done += bytesWritten
  }
}

async function readAll(handle: fs.FileHandle): Promise<Buffer> {
  const bytes = Buffer.alloc((await handle.stat()).size)
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done)
    if (bytesRead === 0) return bytes.subarray(0, done)
    done += bytesRead
  }
  return bytes
}

/** What makes a rename last. Windows does that by itself, and does not open folders. */
async function syncFolder(files: FileSystem, path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await files.open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

class FilePlace implements JournalPlace {
  readonly #files: FileSystem
  readonly #path: string
  readonly #letGo: () => void
  #handle: fs.FileHandle | undefined
  #size = 0
  #sum = sumBeforeAll
  readonly #repairs: Repair[] = []
  /** Why nothing more is written: after this nobody can know what is on the disk until the file is read again. */
  #broken: unknown

  constructor(files: FileSystem, path: string, letGo: () => void) {
    this.#files = files
    this.#path = path
    this.#letGo = letGo
  }

  async open(): Promise<void> {
    // Left behind by a crash in the middle of `rewrite`.
    await this.#files.rm(`${this.#path}.new`, { force: true })
    try {
      this.#handle = await this.#files.open(this.#path, 'r+')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      return this.rewrite([])
    }
    // A rename before a crash may not have lasted, and a write may be in memory only: what is read must be on the disk.
    await this.#handle.sync()
    await syncFolder(this.#files, this.#path)
  }

  async load() {
    const { handle } = this.#ready()
    const bytes = await readAll(handle).catch((error: unknown) => {
      throw new JournalError('journal_damaged', `The journal ${this.#path} cannot be read.`, { cause: error })
    })
    const { records, size, sum, torn } = scan(bytes)
    this.#sum = sum
    this.#size = size
    if (torn !== null) await this.#cut(torn)
    return { records, repairs: [...this.#repairs] }
  }

  async write(records: readonly string[]): Promise<void> {
    const { handle } = this.#ready()
    const { line, sum } = writeLine(records, this.#sum)
    const bytes = Buffer.from(`${line}\n`)
    try {
      await writeAll(handle, bytes, this.#size)
    } catch (error) {
      await handle.truncate(this.#size).catch(() => {
        this.#broken = error
      })
      throw notWritten(error)
    }
    try {
      // The size is part of what it makes durable; the times, which nobody reads, are not.
      await handle.datasync()
    } catch (error) {
      // The system may forget what it could not write, and say that all is well the next time.
      this.#broken = error
      await handle.truncate(this.#size).catch(() => {})
      await handle.sync().catch(() => {})
      throw notWritten(error)
    }
    this.#size += bytes.length
    this.#sum = sum
  }

  async rewrite(records: readonly string[]): Promise<void> {
    if (this.#broken !== undefined) throw notWritten(this.#broken)
    const draft = `${this.#path}.new`
    let sum = sumBeforeAll
    const lines = records.map((record) => {
      const written = writeLine([record], sum)
      sum = written.sum
      return written.line
    })
    const bytes = Buffer.from([header, ...lines, ''].join('\n'))
    let handle: fs.FileHandle | undefined
    try {
      handle = await this.#files.open(draft, 'w+')
      await writeAll(handle, bytes, 0)
      await handle.sync()
      await this.#files.rename(draft, this.#path)
    } catch (error) {
      await handle?.close().catch(() => {})
      await this.#files.rm(draft, { force: true }).catch(() => {})
      throw notWritten(error)
    }
    const before = this.#handle
    this.#handle = handle
    this.#size = bytes.length
    this.#sum = sum
    await before?.close().catch(() => {})
    try {
      await syncFolder(this.#files, this.#path)
    } catch (error) {
      // After a loss of power the old file may be back, without what would be appended to this one.
      this.#broken = error
      throw notWritten(error)
    }
  }

  async release(): Promise<void> {
    try {
      await this.#handle?.close()
    } finally {
      this.#letGo()
    }
  }

  #ready(): { handle: fs.FileHandle } {
    if (this.#broken !== undefined) throw notWritten(this.#broken)
    if (!this.#handle) throw notWritten('it is not open')
    return { handle: this.#handle }
  }

  async #cut(torn: string): Promise<void> {
    const message = `The last write to ${this.#path} was cut short by a crash. It was never confirmed, and has been taken out.`
    if (this.#size === 0) await this.rewrite([])
    else {
      const { handle } = this.#ready()
      try {
        await handle.truncate(this.#size)
        await handle.sync()
      } catch (error) {
        this.#broken = error
        throw notWritten(error)
      }
    }
    this.#repairs.push({ code: 'torn_tail_cut', message, lost: torn })
  }
}

/** Opens the journal in a file, or makes it; the folder must be there. Its lock is a file beside it. */
export async function openFileJournal(path: string, files: FileSystem = fs): Promise<JournalStorage> {
  const letGo = takeLock(`${path}.lock`)
  const place = new FilePlace(files, path, letGo)
  try {
    await place.open()
  } catch (error) {
    await place.release().catch(() => {})
    throw error instanceof JournalError ? error : notWritten(error)
  }
  return inTurns(place)
}
