// The API's description of itself.
import Type from 'typebox'

import { route } from './route.ts'

const topic = 'Documentation'

export const readOpenApi = route({
  name: 'readOpenApi',
  topic,
  method: 'GET',
  path: '/openapi.json',
  scope: 'public',
  summary: 'This API as an OpenAPI 3.1 document',
  envelope: 'bare',
  answer: Type.Object({
    openapi: Type.String(),
    info: Type.Object({ title: Type.String(), version: Type.String() }),
    paths: Type.Record(Type.String(), Type.Unknown()),
    components: Type.Record(Type.String(), Type.Unknown()),
  }),
  refusals: [],
})

export const readApiDocs = route({
  name: 'readApiDocs',
  topic,
  method: 'GET',
  path: '/docs',
  scope: 'public',
  summary: 'This API as a page to read',
  envelope: 'bare',
  mediaType: 'text/html',
  refusals: [],
})

export const docsRoutes = [readOpenApi, readApiDocs] as const
