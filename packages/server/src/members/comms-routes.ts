import type { Static } from 'typebox'

import { readComms, updateComms } from '@tillside/contract/comms'
import type { Comms } from '@tillside/contract/profile-parts'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context, Tenant } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { query } from '../http/query.ts'
import { renderMembers } from './render.ts'
import { changeMember } from './service.ts'
import { findMemberById } from './store.ts'

async function read(
  db: Db,
  profileId: string,
  tenant: Tenant,
  now: Instant,
): Promise<Outcome<Static<typeof Comms>, 'not_found'>> {
  const id = readUuid(profileId)
  const member = id === null ? undefined : await findMemberById(db, id)
  const [profile] = member ? await renderMembers(db, [member], tenant, now) : []
  return profile ? accept(profile.attributes.comms) : refuse('not_found')
}

export function mountCommsRoutes(context: Context): void {
  const { tenant } = context
  query(context, readComms, (db, { params }, now) => read(db, params.profile_id, tenant, now))

  command(context, updateComms, async (tx, _caller, { params, body }, now) => {
    const written = await changeMember(tx, tenant, params.profile_id, { comms_attributes: body }, now)
    return written.ok ? read(tx, params.profile_id, tenant, now) : written
  })
}
