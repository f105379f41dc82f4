// How a page of ours speaks to its server: by the library's client, below the app's own path, where the cookie of the device
// says who asks. No token is ever on a page.
import type { App } from '@tillside/contract/devices'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { type Client, createClient } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'

/** Sends with the cookie of this app, and follows nothing. */
export const pageNetwork: Network = {
  send: async ({ method, url, headers, body }, signal) => {
    const asItIs = { redirect: 'manual', credentials: 'same-origin', cache: 'no-store' } as const
    const response = await fetch(url, { method, headers, body, signal, ...asItIs })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  },
}

/** The client of this page. `network`: another one, such as that of the training mode. */
export function createPageClient(app: App, network: Network = pageNetwork): Client {
  return createClient({
    baseUrl: `${location.origin}/${app}`,
    // The server looks at the cookie alone.
    token: () => 'cookie',
    network,
    clock: systemClock,
    chance: systemChance,
    dialect: 'tillside',
  })
}
