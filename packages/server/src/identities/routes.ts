import {
  createProfileIdentity,
  deleteProfileIdentity,
  deleteProfileIdentityById,
  listProfileIdentities,
  readProfileIdentity,
  readProfileIdentityById,
  searchIdentities,
  updateProfileIdentity,
  updateProfileIdentityById,
} from '@tillside/contract/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { refuseParameter } from '../http/errors.ts'
import { readId } from '../http/ids.ts'
import { query } from '../http/query.ts'
import { findProfileId } from '../profiles/service.ts'
import * as service from './service.ts'
import { listByProfile } from './store.ts'

type Answered = Outcome<ReturnType<typeof service.toIdentity>, 'not_found'>

async function read(db: Db, profileId: string, named: service.Named): Promise<Answered> {
  const id = await findProfileId(db, profileId)
  const row = id === null ? undefined : await service.findNamed(db, id, named)
  return row ? accept(service.toIdentity(row)) : refuse('not_found')
}

const rendered = async <Code extends string>(outcome: Promise<Outcome<service.IdentityRow, Code>>) => {
  const made = await outcome
  return made.ok ? accept(service.toIdentity(made.value)) : made
}

function mountOfProfile(context: Context): void {
  query(context, listProfileIdentities, async (db, { params }) => {
    const id = await findProfileId(db, params.profile_id)
    return id === null ? refuse('not_found') : accept((await listByProfile(db, id)).map(service.toIdentity))
  })

  command(context, createProfileIdentity, (tx, _caller, { params, body }, now) =>
    rendered(service.createIdentity(tx, params.profile_id, body, now)),
  )

  query(context, readProfileIdentity, (db, { params }) => read(db, params.profile_id, { handle: params.handle }))

  query(context, readProfileIdentityById, (db, { params }) =>
    read(db, params.profile_id, { id: readId(params.identity_id) }),
  )

  command(context, updateProfileIdentity, (tx, _caller, { params, body }, now) =>
    rendered(service.changeIdentity(tx, params.profile_id, { handle: params.handle }, body, now)),
  )

  command(context, updateProfileIdentityById, (tx, _caller, { params, body }, now) =>
    rendered(service.changeIdentity(tx, params.profile_id, { id: readId(params.identity_id) }, body, now)),
  )

  command(context, deleteProfileIdentity, (tx, _caller, { params }, now) =>
    service.removeIdentity(tx, params.profile_id, { handle: params.handle }, now),
  )

  command(context, deleteProfileIdentityById, (tx, _caller, { params }, now) =>
    service.removeIdentity(tx, params.profile_id, { id: readId(params.identity_id) }, now),
  )
}

export function mountIdentityRoutes(context: Context): void {
  mountOfProfile(context)

  query(context, searchIdentities, async (db, { query: given }) => {
    const { identifier, handle } = given
    if (typeof identifier !== 'string' || identifier.includes('\u0000'))
      return refuseParameter('identifier', 'must be the number of a card, as scanned')
    if (handle !== undefined && (typeof handle !== 'string' || handle.includes('\u0000'))) {
      return refuseParameter('handle', 'must be one handle of identities, such as loyalty-card')
    }
    return accept((await service.findScanned(db, identifier, handle ?? null)).map(service.toIdentity))
  })
}
