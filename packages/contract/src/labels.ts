// Labels: the systems that sales come from, and tags. A sale that names a new one makes it.
import Type from 'typebox'

import { route } from './route.ts'
import { Id, Text } from './values.ts'

const topic = 'Labels'

const Label = Type.Object({ id: Id, handle: Type.String() }, { title: 'Label' })
const LabelRequest = Type.Object({ handle: Text })
const filters = { id: 'integer', handle: 'text' } as const
const deletion = 'What carries it keeps it as a text.'

export const listSystems = route({
  name: 'listSystems',
  topic,
  method: 'GET',
  path: '/api/v3/systems',
  scope: 'read-systems',
  summary: 'All systems, without pages',
  envelope: 'list',
  answer: Label,
  list: { filters, sorts: [] },
  refusals: [],
})

export const createSystem = route({
  name: 'createSystem',
  topic,
  method: 'POST',
  path: '/api/v3/systems',
  scope: 'create-systems',
  summary: 'Add a system',
  body: LabelRequest,
  envelope: 'one',
  answer: Label,
  status: 201,
  refusals: ['handle_taken'],
})

export const readSystem = route({
  name: 'readSystem',
  topic,
  method: 'GET',
  path: '/api/v3/systems/{system_id}',
  scope: 'read-systems',
  summary: 'One system',
  envelope: 'one',
  answer: Label,
  refusals: ['not_found'],
})

export const deleteSystem = route({
  name: 'deleteSystem',
  topic,
  method: 'DELETE',
  path: '/api/v3/systems/{system_id}',
  scope: 'delete-systems',
  summary: 'Remove a system',
  description: deletion,
  envelope: 'empty',
  refusals: ['not_found'],
})

export const listTags = route({
  name: 'listTags',
  topic,
  method: 'GET',
  path: '/api/v3/tags',
  scope: 'read-tags',
  summary: 'All tags',
  envelope: 'page',
  answer: Label,
  list: { filters, sorts: ['id', 'handle'] },
  refusals: [],
})

export const createTag = route({
  name: 'createTag',
  topic,
  method: 'POST',
  path: '/api/v3/tags',
  scope: 'create-tags',
  summary: 'Add a tag',
  body: LabelRequest,
  envelope: 'one',
  answer: Label,
  status: 201,
  refusals: ['handle_taken'],
})

export const readTag = route({
  name: 'readTag',
  topic,
  method: 'GET',
  path: '/api/v3/tags/{tag_id}',
  scope: 'read-tags',
  summary: 'One tag',
  envelope: 'one',
  answer: Label,
  refusals: ['not_found'],
})

export const deleteTag = route({
  name: 'deleteTag',
  topic,
  method: 'DELETE',
  path: '/api/v3/tags/{tag_id}',
  scope: 'delete-tags',
  summary: 'Remove a tag',
  description: deletion,
  envelope: 'empty',
  refusals: ['not_found'],
})

export const labelRoutes = [
  listSystems,
  createSystem,
  readSystem,
  deleteSystem,
  listTags,
  createTag,
  readTag,
  deleteTag,
] as const
