// Tokens and the users they belong to.
import Type from 'typebox'

import { route } from './route.ts'
import { scopes } from './scopes.ts'
import { described, Email, Id, Maybe, Moment, Nullable, Text } from './values.ts'

const topic = 'Tokens'

const ScopeName = Type.Enum([...scopes], { title: 'Scope' })

const TokenClient = Type.Object(
  {
    id: Type.String(),
    user_id: Nullable(Id),
    name: Type.String(),
    provider: Nullable(Type.String()),
    redirect: Type.String(),
    personal_access_client: Type.Boolean(),
    password_client: Type.Boolean(),
    revoked: Type.Boolean(),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'TokenClient' },
)

export const User = Type.Object(
  {
    id: Id,
    name: Type.String(),
    email: Email,
    throttle: Nullable(Type.Integer()),
    roles: Type.Array(Type.Object({ id: Id, handle: Type.String() })),
    permissions: Type.Array(Type.Object({ id: Id, handle: Type.String() })),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'User' },
)

export const Token = Type.Object(
  {
    id: Type.String(),
    user_id: Id,
    client_id: Type.String(),
    name: Type.String(),
    scopes: Type.Array(Type.String()),
    revoked: Type.Boolean(),
    created_at: Moment,
    updated_at: Moment,
    expires_at: Moment,
    client: TokenClient,
    user: User,
    usage: Type.Array(Type.Unknown()),
  },
  { title: 'Token' },
)

export const TokenRequest = Type.Object({
  name: Text,
  scopes: Type.Array(ScopeName, { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
  expires_at: described(
    Maybe(Moment),
    'A year from now when left out, and never later than the end of the token that makes it.',
  ),
})

export const verifyToken = route({
  name: 'verifyToken',
  topic,
  method: 'GET',
  path: '/api/v3/auth/verify',
  scope: null,
  summary: 'Is this token valid?',
  description: 'Answers 200 with an empty body, or 401.',
  envelope: 'bare',
  refusals: [],
})

export const createToken = route({
  name: 'createToken',
  topic,
  method: 'POST',
  path: '/api/v3/auth/api-tokens',
  scope: null,
  caller: 'token',
  summary: 'Make a token',
  description:
    'The token is shown once. It belongs to the caller’s user, can hold only scopes that the calling token holds, and ends no later. ' +
    'Under an `Idempotency-Key` a repeat answers the same token’s record with `accessToken` null.',
  body: TokenRequest,
  envelope: 'bare',
  answer: Type.Object({ accessToken: Nullable(Type.String()), token: Token }),
  status: 201,
  refusals: ['scope_beyond_own'],
  secrets: ['accessToken'],
})

export const listTokens = route({
  name: 'listTokens',
  topic,
  method: 'GET',
  path: '/api/v3/auth/access-tokens',
  scope: null,
  caller: 'token',
  summary: 'The tokens of the caller’s user',
  description: 'Those that may do no more than the calling token, itself among them; of others it knows nothing.',
  query: { type: '`current` (the default) for those that work, `expired` for those past their date' },
  envelope: 'bare',
  answer: Type.Array(Token),
  refusals: [],
})

export const revokeToken = route({
  name: 'revokeToken',
  topic,
  method: 'DELETE',
  path: '/api/v3/auth/api-tokens/{token_id}',
  scope: null,
  caller: 'token',
  summary: 'Revoke a token of the caller’s user',
  description: 'One that may do no more than the calling token; others are not found.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const readOwnUser = route({
  name: 'readOwnUser',
  topic,
  method: 'GET',
  path: '/api/v3/users/me',
  scope: null,
  summary: 'The caller’s user, without an envelope',
  envelope: 'bare',
  answer: User,
  refusals: [],
})

export const tokenRoutes = [verifyToken, createToken, listTokens, revokeToken, readOwnUser] as const
