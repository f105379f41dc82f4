// What the operator reads when the server is up: where to look, what to call it with, and a first call that works.

/** How an operator gets another admin token, at any time. */
export const tokenCommand = 'npm run tillside -- token admin'

/** A member of the sample programme with something to redeem. */
export interface RedeemExample {
  readonly profileId: string
  readonly amount: number
}

interface Welcome {
  readonly url: string
  readonly notes: readonly string[]
  readonly token: string | undefined
  readonly example: RedeemExample | undefined
}

/** The address as a person on this machine types it. */
export function urlOf(host: string, port: number): string {
  const isThisMachine = ['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'].includes(host)
  const name = isThisMachine ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

export function welcomeText({ url, notes, token, example }: Welcome): string {
  const api = `${url}/api/v3`
  const shown = token ?? `the one printed at the first start; another one: ${tokenCommand}`
  const lines = [
    ...notes,
    '',
    `Base URL       ${api}`,
    `Admin token    ${shown}`,
    `API page       ${url}/docs`,
    `OpenAPI 3.1    ${url}/openapi.json`,
    `Health         ${url}/api/health`,
    '',
    ...(example === undefined ? verifyLine(api, token) : redeemLine(api, token, example)),
    '',
    `Tillside is ready at ${url}`,
  ]
  return lines.join('\n')
}

function redeemLine(api: string, token: string | undefined, { profileId, amount }: RedeemExample): string[] {
  const body = JSON.stringify({ amount, strategies: ['rewards'] })
  const headers = `-H 'Authorization: Bearer ${token ?? '$TOKEN'}' -H 'Content-Type: application/json'`
  return [
    `Redeem ${amount.toFixed(2)} from a member of the sample programme:`,
    `curl -X POST '${api}/profiles/${profileId}/redeem' ${headers} -d '${body}'`,
  ]
}

function verifyLine(api: string, token: string | undefined): string[] {
  return ['See who the token belongs to:', `curl '${api}/auth/verify' -H 'Authorization: Bearer ${token ?? '$TOKEN'}'`]
}
