// The network of browsers and of Node. A browser may by itself send a request again on a connection that turns out to
// be closed already, and no page can forbid it: another reason for keys, and for looking before a repeat without one.
import type { Network } from '../ports/network.ts'

// To follow could send a POST a second time, or turn it into a GET.
const asItIs = { redirect: 'manual', credentials: 'omit', cache: 'no-store' } as const

/** Sends with the runtime's own `fetch`. Another address, cookies and caches are not followed, sent or asked. */
export const fetchNetwork: Network = {
  send: async ({ method, url, headers, body }, signal) => {
    const options = { method, headers, body, signal, ...asItIs }
    const response = await fetch(url, options)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  },
}
