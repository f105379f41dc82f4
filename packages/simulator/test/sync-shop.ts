// A loyalty server that works by itself while a POS is kept in step with it, and the members who are enrolled there.
import { setTimeout as sleep } from 'node:timers/promises'

import { openShop, type Shop } from '../../server/test/shop.ts'

export interface SyncShop {
  readonly shop: Shop
  /** A new member's id. */
  enrol(fields?: Readonly<Record<string, unknown>>): Promise<string>
  // A test reads what the server answered as its caller would: by name, without a schema.
  // eslint-disable-next-line typescript/no-explicit-any
  read(profileId: string): Promise<any>
  close(): Promise<void>
}

export async function openSyncShop(): Promise<SyncShop> {
  const shop = await openShop()
  const closing = new AbortController()
  /** What a server does by itself every second. */
  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await shop.runJobs()
      await sleep(50)
    }
  }
  const working = work()
  let count = 0
  return {
    shop,
    enrol: async (fields = {}) => {
      count += 1
      const body = { email: `member-${count}@example.com`, first_name: `Member ${count}`, ...fields }
      return (await shop.post('profiles', body)).body.data.id as string
    },
    read: async (profileId) => (await shop.get(`profiles/${profileId}`)).body.data,
    close: async () => {
      closing.abort()
      await working
      await shop.close()
    },
  }
}
