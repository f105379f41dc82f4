import Type from 'typebox'

import { route } from './route.ts'

export const readHealth = route({
  name: 'readHealth',
  topic: 'Health',
  method: 'GET',
  path: '/api/health',
  scope: 'public',
  summary: 'Is the server alive, and does its database answer?',
  envelope: 'bare',
  answer: Type.Object({ status: Type.Literal('ok') }),
  refusals: ['unavailable'],
})
