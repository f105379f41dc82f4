import type { Static } from 'typebox'

import {
  createProfile,
  deleteProfile,
  findProfileExistence,
  listIdentities,
  listProfiles,
  readAvailability,
  readProfile,
  searchProfileById,
  searchProfilesByIdentifier,
  updateProfile,
} from '@tillside/contract/members'
import type { Profile } from '@tillside/contract/profiles'
import { cardCandidates } from '@tillside/rules/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context, Tenant } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import * as identities from '../identities/service.ts'
import { versionsAfter } from '../outbox/announce.ts'
import { findEmailHolder, findMobileHolder, findProfileOrSurvivor, findSurvivor } from '../profiles/service.ts'
import { renderMembers } from './render.ts'
import { findMembers } from './search.ts'
import { changeMember, enrol, removeMember } from './service.ts'
import * as store from './store.ts'

type Lookup = { readonly type: string; readonly id: string | number }

/** The type under which an id is the profile's own. */
const ownId = 'profile_id'

async function findLooked(db: Db, { type, id }: Lookup): Promise<store.MemberRow | undefined> {
  if (type === ownId) {
    const profileId = readUuid(String(id))
    if (profileId === null) return undefined
    const found = await store.findMemberById(db, profileId)
    const survivor = found ? null : await findSurvivor(db, profileId)
    return survivor === null ? found : store.findMemberById(db, survivor)
  }
  const candidates = cardCandidates(String(id))
  return candidates.length === 0 ? undefined : store.findMemberByCard(db, type, candidates)
}

async function findLookedId(db: Db, { type, id }: Lookup): Promise<string | undefined> {
  if (type === ownId) return (await findProfileOrSurvivor(db, String(id))) ?? undefined
  const candidates = cardCandidates(String(id))
  return candidates.length === 0 ? undefined : store.findIdByCard(db, type, candidates)
}

async function rendered(
  db: Db,
  row: store.MemberRow | undefined,
  tenant: Tenant,
  now: Instant,
): Promise<Outcome<Static<typeof Profile>, 'not_found'>> {
  const [profile] = row ? await renderMembers(db, [row], tenant, now) : []
  return profile ? accept(profile) : refuse('not_found')
}

/** A member as the transaction leaves them, with the version that its commit gives. */
async function findChanged(tx: Tx, profileId: string): Promise<store.MemberRow | undefined> {
  const row = await store.findMemberById(tx, profileId)
  return row && { ...row, ...versionsAfter(tx, profileId, row) }
}

function mountLookups(context: Context): void {
  const { tenant } = context
  query(context, searchProfileById, async (db, { body }, now) => rendered(db, await findLooked(db, body), tenant, now))

  query(context, findProfileExistence, async (db, { body }) => {
    const id = await findLookedId(db, body)
    return id === undefined ? refuse('not_found') : accept({ id })
  })

  query(context, readAvailability, async (db, { body }) => {
    const [email, mobile] = await Promise.all([
      body.email ? findEmailHolder(db, body.email) : undefined,
      body.mobile_phone ? findMobileHolder(db, body.mobile_phone, tenant.region) : undefined,
    ])
    if (mobile && !mobile.ok) return mobile
    const told = (holder: { id: string; full_name: string } | null) => ({ available: holder === null, profile: holder })
    return accept({ email: email === undefined ? null : told(email), mobile_phone: mobile ? told(mobile.value) : null })
  })
}

function mountIdentityLists(context: Context): void {
  const { tenant } = context
  pageQuery(context, listIdentities, async (db, list, _request, now) => {
    const { rows, total } = await identities.listIdentities(db, list)
    if (!list.includes.has('profile')) return accept({ rows: rows.map(identities.toIdentity), total })
    const members = await store.findMembersByIds(db, [...new Set(rows.map((row) => row.profile_id))])
    const profiles = new Map((await renderMembers(db, members, tenant, now)).map((profile) => [profile.id, profile]))
    return accept({
      rows: rows.map((row) => ({ ...identities.toIdentity(row), profile: profiles.get(row.profile_id) ?? null })),
      total,
    })
  })

  query(context, searchProfilesByIdentifier, async (db, { params }, now) => {
    const found = await identities.findScanned(db, params.identifier, null)
    const members =
      found.length === 0
        ? []
        : await store.findMembersByIds(
            db,
            found.map((row) => row.profile_id),
          )
    return accept(await renderMembers(db, members, tenant, now))
  })
}

export function mountMemberRoutes(context: Context): void {
  const { tenant } = context
  pageQuery(context, listProfiles, async (db, list, _request, now) => {
    const { rows, total } = await findMembers(db, list, tenant)
    return accept({ rows: await renderMembers(db, rows, tenant, now), total })
  })

  command(context, createProfile, async (tx, _caller, { body }, now) => {
    const written = await enrol(tx, tenant, body, now)
    return written.ok ? rendered(tx, await findChanged(tx, written.value), tenant, now) : written
  })

  query(context, readProfile, async (db, { params }, now) => {
    const id = readUuid(params.profile_id)
    return rendered(db, id === null ? undefined : await store.findMemberById(db, id), tenant, now)
  })

  command(context, updateProfile, async (tx, _caller, { params, body }, now) => {
    const written = await changeMember(tx, tenant, params.profile_id, body, now)
    return written.ok ? rendered(tx, await findChanged(tx, written.value), tenant, now) : written
  })

  command(context, deleteProfile, (tx, _caller, { params }, now) => removeMember(tx, params.profile_id, now))

  mountLookups(context)
  mountIdentityLists(context)
}
