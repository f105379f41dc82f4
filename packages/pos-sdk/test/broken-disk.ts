// A real file system that fails where it is told to.
import fs from 'node:fs/promises'

import type { FileSystem } from '../src/adapters/file-journal.ts'

/** What was done, in order: `open x.new`, `write`, `sync`, `rename`. */
type Operation = 'open' | 'write' | 'datasync' | 'sync' | 'truncate' | 'rename' | 'rm'

/** Gives the number of bytes that a write still takes, or nothing to do as always; throws to fail. */
export type Decide = (operation: Operation) => number | undefined

export interface BrokenDisk extends FileSystem {
  readonly done: readonly Operation[]
  /** Closes what a till that died had open. */
  closeAll(): Promise<void>
}

const watched = new Set<string>(['write', 'datasync', 'sync', 'truncate'])

export function openBrokenDisk(decide: Decide): BrokenDisk {
  const done: Operation[] = []
  const handles: fs.FileHandle[] = []
  const pass = (operation: Operation): number | undefined => {
    const bytesMax = decide(operation)
    done.push(operation)
    return bytesMax
  }
  const watch = (handle: fs.FileHandle): fs.FileHandle =>
    new Proxy(handle, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target)
        if (typeof method !== 'function') return method
        if (!watched.has(String(name))) return method.bind(target) as unknown
        return async (...args: unknown[]) => {
          const bytesMax = pass(name as Operation)
          if (name === 'write' && bytesMax !== undefined) args[2] = Math.min(bytesMax, args[2] as number)
          return (await Reflect.apply(method, target, args)) as unknown
        }
      },
    })
  return {
    done,
    open: async (...args) => {
      pass('open')
      const handle = await fs.open(...args)
      handles.push(handle)
      return watch(handle)
    },
    rename: async (...args) => {
      pass('rename')
      return fs.rename(...args)
    },
    rm: async (...args) => {
      pass('rm')
      return fs.rm(...args)
    },
    closeAll: async () => {
      await Promise.all(handles.map((handle) => handle.close().catch(() => {})))
    },
  }
}
