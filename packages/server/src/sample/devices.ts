// What a first look at the till and the portal needs: staff who can sign in, and at each start a fresh link for each, so
// that the browser of whoever reads the first lines can be paired.
import { type App, apps } from '@tillside/contract/devices'
import type { Instant } from '@tillside/rules/time'

import type { Database, Tx } from '../db/open.ts'
import { makePairable, pairingPath } from '../devices/service.ts'
import { changeSetting } from '../settings/service.ts'
import { changeAccess } from '../staff/access.ts'
import type { DeviceWelcome } from '../welcome.ts'
import { shopName, staff, staffAccess } from './programme.ts'
import { isStaffOfSample } from './store.ts'

/** Where `npm run example:host` serves the page that holds the portal. */
const exampleOrigin = 'http://localhost:4020'

const settings = { 'shop.name': shopName, 'portal.origins': exampleOrigin, 'redeem.step': '5' }

/** As whom the sample writes down what it has done. */
const giver = { by: 'sample', token_id: null, user_id: null }

/** By the services: plain Omneo, which the server may be speaking, has no routes for it. */
export async function letStaffIn(tx: Tx, now: Instant): Promise<void> {
  for (const [handle, value] of Object.entries(settings)) await changeSetting(tx, handle, value, now)
  for (const { number, role, pin } of staffAccess) {
    const given = await changeAccess(tx, number, { role, pin, badge: `BADGE-${number}` }, giver, now)
    if (!given.ok) throw new Error(`the sample's ${number} was not let in: ${given.refusal.code}`)
  }
}

/** The one where the till of the sample stands. */
const place = 'S14'

const nameByApp: Readonly<Record<App, string>> = { till: 'Sample till', clienteling: 'Sample portal' }

/** Fresh links, and who can sign in; undefined where the staff of the sample are not. */
export async function welcomeDevices(database: Database, now: Instant): Promise<DeviceWelcome | undefined> {
  return database.write.begin(async (tx) => {
    if (!(await isStaffOfSample(tx, staffAccess[0].number))) return undefined
    const paths: string[] = []
    for (const app of apps) {
      const made = await makePairable(tx, { app, name: nameByApp[app], location_id: place }, now)
      if (!made.ok) return undefined
      paths.push(pairingPath(made.value))
    }
    return { paths, staff: staffAccess.map((access) => ({ ...access, name: nameOf(access.number) })) }
  })
}

const nameOf = (number: string): string =>
  staff.flatMap(([known, first, last]) => (known === number ? [`${first} ${last}`] : [])).join('')
