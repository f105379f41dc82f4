import type { Static } from 'typebox'

import {
  createToken,
  listTokens,
  readOwnUser,
  revokeToken,
  type Token,
  type User,
  verifyToken,
} from '@tillside/contract/tokens'
import { accept, refuse } from '@tillside/rules/outcome'

import type { CallerCache } from '../http/auth.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { mount } from '../http/mount.ts'
import { query } from '../http/query.ts'
import { wireMoment } from '../http/render.ts'
import * as service from './service.ts'
import { findUserById, listTokensWithin, type TokenRow, type UserRow } from './store.ts'

const toUser = (row: UserRow): Static<typeof User> => ({
  id: row.id,
  name: row.name,
  email: row.email,
  throttle: row.throttle,
  roles: [],
  permissions: [],
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

/** Clients of this API expect the OAuth client behind a token; there is one, the API itself. */
const apiClient = (at: string): Static<typeof Token>['client'] => ({
  id: 'api',
  user_id: null,
  name: 'API',
  provider: null,
  redirect: '',
  personal_access_client: true,
  password_client: false,
  revoked: false,
  created_at: at,
  updated_at: at,
})

function toToken(row: TokenRow, user: UserRow): Static<typeof Token> {
  const createdAt = wireMoment(row.created_at)
  return {
    id: row.id,
    user_id: row.user_id,
    client_id: 'api',
    name: row.name,
    scopes: row.scopes,
    revoked: row.revoked_at !== null,
    created_at: createdAt,
    updated_at: wireMoment(row.updated_at),
    expires_at: wireMoment(row.expires_at),
    client: apiClient(createdAt),
    user: toUser(user),
    usage: [],
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the user of a living token is missing')
  return row
}

export function mountTokenRoutes(context: Context, callers: CallerCache): void {
  // The client tells a good answer from an envelope by the body being empty.
  mount(context, verifyToken, async (_request, reply) => reply.code(200).send())

  command(context, createToken, async (tx, caller, { body }, now) => {
    const outcome = await service.createToken(tx, caller, body, now)
    if (!outcome.ok) return outcome
    const user = found(await findUserById(tx, caller.userId))
    return accept({ accessToken: outcome.value.accessToken, token: toToken(outcome.value.row, user) })
  })

  command(context, revokeToken, async (tx, caller, { params }, now) => {
    callers.forget()
    return service.revokeToken(tx, caller, params.token_id, now)
  })

  query(context, listTokens, async (db, { caller, query: given }, now) => {
    const user = found(await findUserById(db, caller.userId))
    const rows = await listTokensWithin(db, service.reachOf(caller), given['type'] === 'expired', now)
    return accept(rows.map((row) => toToken(row, user)))
  })

  query(context, readOwnUser, async (db, { caller }) => {
    const user = await findUserById(db, caller.userId)
    return user ? accept(toUser(user)) : refuse('not_found')
  })
}
