// A browser's database where there is no browser.
import * as database from 'fake-indexeddb'

/** What pages that are opened from now on find; an empty one unless another is given. */
export function giveDatabase(indexedDB: IDBFactory = new database.IDBFactory()): void {
  Object.assign(globalThis, database, { indexedDB })
}
