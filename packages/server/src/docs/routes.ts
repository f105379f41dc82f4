// Serves the API's description of itself: made once, when somebody first asks for it.
import { createHash } from 'node:crypto'

import { readApiDocs, readOpenApi } from '@tillside/contract/docs'
import { openApiDocument } from '@tillside/contract/openapi'
import type { Route } from '@tillside/contract/route'

import type { Context } from '../http/context.ts'
import { mount } from '../http/mount.ts'
import { renderPage } from './page.ts'
import { style } from './style.ts'

/** The version of the API, printed in its document. */
export const version = '0.1.0'

// The page has neither script nor picture, and of styles only the one that it carries.
const styleHash = createHash('sha256').update(style).digest('base64')
const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

export function mountDocsRoutes(context: Context, routes: readonly Route[]): void {
  const document = once(() => openApiDocument(routes, version))
  const json = once(() => JSON.stringify(document()))
  const page = once(() => renderPage(document()))

  mount(context, readOpenApi, async (_request, reply) => reply.type('application/json; charset=utf-8').send(json()))

  mount(context, readApiDocs, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page()),
  )
}
