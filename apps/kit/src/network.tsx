// How a page of ours speaks to its server: by the library's client, below the app's own path, where the cookie of the device
// says who asks. No token is ever on a page.
import type { App } from '@tillside/contract/devices'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { type Client, createClient } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'

import { isOfDevice } from './device.tsx'

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

/** The client of this page. `onNotAllowed`: the server does not know the device any more, or nobody who may is signed in. */
export function createPageClient(app: App, onNotAllowed: () => void): Client {
  return createClient({
    baseUrl: `${location.origin}/${app}`,
    // The server looks at the cookie alone.
    token: () => 'cookie',
    network: {
      send: async (request, signal) => {
        const answer = await pageNetwork.send(request, signal)
        if ((answer.status === 401 || answer.status === 403) && !isOfDevice(request.url)) onNotAllowed()
        return answer
      },
    },
    clock: systemClock,
    chance: systemChance,
    dialect: 'tillside',
  })
}
