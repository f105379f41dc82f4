// tillside pair, devices, unpair: tills and staff portals in browsers.
import { apps } from '@tillside/contract/devices'
import { formatInstant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { findDevices, makePairable, pairingPath, revoke } from '../devices/service.ts'
import { urlOf } from '../welcome.ts'
import { inTransaction, operator } from './session.ts'

interface PairWish {
  readonly app: string
  readonly name: string
  /** As the command line gave it: text, a number, or a list when said twice. */
  readonly location?: unknown
  readonly url?: unknown
}

const nameLengthMax = 255

/** What is wrong with the wish, in a sentence; null when nothing is. */
function faultOf({ app, name, location, url }: PairWish): string | null {
  if (!apps.some((known) => known === app)) return `There is no app "${app}". There are: ${apps.join(', ')}.`
  if (name.trim() === '' || name.length > nameLengthMax) return `The name has 1 to ${nameLengthMax} characters.`
  if (location !== undefined && typeof location !== 'string')
    return 'One location is named, by its external id, code or id.'
  const isUrl = typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url)
  return url === undefined || isUrl ? null : 'The URL is the address of the server, such as https://loyalty.example.'
}

export async function pairDevice(config: Config, wish: PairWish): Promise<number> {
  const fault = faultOf(wish)
  const app = apps.find((known) => known === wish.app)
  if (fault !== null || app === undefined) {
    console.error(fault)
    return 1
  }
  const location = typeof wish.location === 'string' ? { location_id: wish.location } : {}
  const made = await inTransaction(config, 'pair', (tx, now) =>
    makePairable(tx, { app, name: wish.name, ...location }, now),
  )
  if (!made.ok) {
    console.error(`There is no location "${location.location_id}".`)
    return 1
  }
  const address = typeof wish.url === 'string' ? wish.url.replace(/\/+$/, '') : urlOf(config.host, config.port)
  console.log(`${address}${pairingPath(made.value)}`)
  console.error(`Open it once in the browser of ${made.value.row.name}, within fifteen minutes.`)
  return 0
}

export async function listDevices(config: Config): Promise<number> {
  const rows = await inTransaction(config, 'devices', (tx) => findDevices(tx))
  for (const { number, app, name, id, revoked_at, paired_at, last_seen_at } of rows) {
    const seen = last_seen_at === null ? '' : `, seen ${formatInstant(last_seen_at)}`
    const state =
      revoked_at !== null ? `revoked ${formatInstant(revoked_at)}` : paired_at === null ? 'not paired' : `paired${seen}`
    console.log(`${number}  ${app}  ${name}  ${id}  ${state}`)
  }
  if (rows.length === 0) console.log('There is no device yet: tillside pair till "Till 1" makes one.')
  return 0
}

/** By name or id; a name that a till and a portal share is none. */
export async function unpairDevice(config: Config, given: string): Promise<number> {
  const said = await inTransaction(config, 'unpair', async (tx, now) => {
    const found = (await findDevices(tx)).filter(
      ({ id, name }) => id === given.toLowerCase() || name.toLowerCase() === given.toLowerCase(),
    )
    const [device] = found
    if (!device) return `There is no device "${given}".`
    if (found.length > 1) return `There are ${found.length} devices "${given}": name one by its id.`
    return (await revoke(tx, operator, device.id, now)).ok ? null : `"${given}" was revoked before.`
  })
  if (said === null) console.log(`"${given}" is revoked, and stops at once.`)
  else console.error(said)
  return said === null ? 0 : 1
}
