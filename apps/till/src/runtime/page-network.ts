// The network of a page that its server knows by a cookie: same origin only, and never from a cache.
import type { Network } from '@tillside/pos-sdk/ports/network'

export const pageNetwork: Network = {
  send: async ({ method, url, headers, body }, signal) => {
    const answer = await fetch(url, {
      method,
      headers,
      body,
      signal,
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
    })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
  },
}
