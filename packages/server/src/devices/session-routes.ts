import { approve, listDeviceStaff, pairDevice, readDevice, signIn, signOut } from '@tillside/contract/device-sessions'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { query } from '../http/query.ts'
import { listStaffTiles, type Recognised } from '../staff/access.ts'
import { toApproval, toOneDevice } from './render.ts'
import * as service from './service.ts'
import * as sessions from './sessions.ts'
import { listStaffSeenAt } from './store-events.ts'

/** What the page of a device asks; its caller is always one, as the routes say. */
export function mountDeviceSessionRoutes(context: Context): void {
  const { tenant, database } = context

  command(context, pairDevice, async (tx, { app }, { body }, now) => {
    if (app === null) return refuse('origin_forbidden')
    const paired = await service.pair(tx, app, body.code, now)
    if (!paired.ok) return paired
    const { row, secret } = paired.value
    return { ...accept(await toOneDevice(tx, row, tenant, now)), cookie: secret }
  })

  query(context, readDevice, async (db, { caller }, now) =>
    accept(await toOneDevice(db, await service.readDevice(db, caller.tokenId), tenant, now)),
  )

  query(context, listDeviceStaff, async (db, { caller }) => {
    const { location_id } = await service.readDevice(db, caller.tokenId)
    const seen = location_id === null ? [] : await listStaffSeenAt(db, location_id)
    const rank = (id: number): number => (seen.includes(id) ? seen.indexOf(id) : seen.length)
    return accept((await listStaffTiles(db)).toSorted((a, b) => rank(a.id) - rank(b.id)))
  })

  command<typeof signIn, Recognised>(
    context,
    signIn,
    async (tx, caller, _request, now, person) => {
      const signedIn = await sessions.signIn(tx, caller, person, now)
      if (!signedIn.ok) return signedIn
      return accept(await toOneDevice(tx, await service.readDevice(tx, caller.tokenId), tenant, now))
    },
    { before: ({ body }, caller, now) => sessions.recognise(database.write, caller, body, now) },
  )

  command(context, signOut, async (tx, caller, _request, now) => {
    await sessions.signOut(tx, caller, now)
    return accept(undefined)
  })

  command<typeof approve, Recognised>(
    context,
    approve,
    async (tx, caller, { body }, now, person) => {
      const approved = await sessions.approve(tx, caller, body.permission, person, now)
      return approved.ok ? accept(await toApproval(tx, approved.value)) : approved
    },
    { before: ({ body }, caller, now) => sessions.recognise(database.write, caller, body, now) },
  )
}
