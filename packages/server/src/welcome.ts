// What the operator reads when the server is up: where to look, what to call it with, and a first call that works.

/** How an operator gets another admin token, at any time. */
export const tokenCommand = 'npm run tillside -- token admin'

/** A member of the sample programme with something to redeem. */
export interface RedeemExample {
  readonly profileId: string
  readonly amount: number
}

/** What pairs a browser with the sample shop, and who can sign in there. */
export interface DeviceWelcome {
  /** Below the address of the server, each good for one browser. */
  readonly paths: readonly string[]
  readonly staff: readonly {
    readonly number: string
    readonly name: string
    readonly role: string
    readonly pin: string
  }[]
}

interface Welcome {
  readonly url: string
  readonly notes: readonly string[]
  readonly token: string | undefined
  readonly example: RedeemExample | undefined
  /** Undefined: there is no sample to try the pages with. */
  readonly devices: DeviceWelcome | undefined
  /** Plain Omneo has none. */
  readonly hasPages: boolean
}

/** The address as a person on this machine types it. */
export function urlOf(host: string, port: number): string {
  const isThisMachine = ['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'].includes(host)
  const name = isThisMachine ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

export function welcomeText({ url, notes, token, example, devices, hasPages }: Welcome): string {
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
    ...(hasPages ? [...pageLines(url, devices), ''] : []),
    ...(example === undefined ? verifyLine(api, token) : redeemLine(api, token, example)),
    '',
    `Tillside is ready at ${url}`,
  ]
  return lines.join('\n')
}

const pageLines = (url: string, devices: DeviceWelcome | undefined): string[] => [
  `Till           ${url}/till`,
  `Staff portal   ${url}/clienteling`,
  ...(devices === undefined ? pairLines : deviceLines(url, devices)),
]

const pairLines = ['Pair a browser by a link, good once and for 15 minutes:', 'npm run tillside -- pair till "Till 1"']

const deviceLines = (url: string, { paths, staff }: DeviceWelcome): string[] => [
  'Open once to pair this browser (each link is good once, for 15 minutes):',
  ...paths.map((path) => `${url}${path}`),
  'Then sign in as one of the sample staff:',
  ...staff.map(({ number, name, role, pin }) => `${number}  PIN ${pin}  ${name}, ${role}`),
]

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
