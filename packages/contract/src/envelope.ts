// The shapes around every answer, as Laravel's resource collections print them.
import Type, { type TSchema } from 'typebox'

import { refusals } from './refusals.ts'
import type { Route } from './route.ts'
import { Nullable } from './values.ts'

const PageLink = Type.Object(
  { url: Nullable(Type.String()), label: Type.String(), active: Type.Boolean() },
  { title: 'PageLink' },
)

const PageLinks = Type.Object(
  { first: Type.String(), last: Type.String(), prev: Nullable(Type.String()), next: Nullable(Type.String()) },
  { title: 'PageLinks', description: 'Where the other pages are.' },
)

const PageMeta = Type.Object(
  {
    current_page: Type.Integer(),
    from: Nullable(Type.Integer()),
    last_page: Type.Integer(),
    links: Type.Array(PageLink),
    path: Type.String(),
    per_page: Type.Integer(),
    to: Nullable(Type.Integer()),
    total: Type.Integer(),
  },
  { title: 'PageMeta', description: 'Which page this is, of how many.' },
)

export const statusOf = (route: Route): number => (route.envelope === 'empty' ? 204 : (route.status ?? 200))

/** The whole answer of a route that succeeds: its data in its envelope. */
export function answerSchema(route: Route): TSchema {
  const answer = route.answer ?? Type.Unknown()
  switch (route.envelope) {
    case 'one':
      return Type.Object({ data: answer })
    case 'list':
      return Type.Object({ data: Type.Array(answer) })
    case 'page':
      return Type.Object({ data: Type.Array(answer), links: PageLinks, meta: PageMeta })
    case 'bare':
      return answer
    case 'empty':
      return Type.Null()
  }
}

/** 401 has no other keys: clients compare it to the letter. */
export const UnauthenticatedBody = Type.Object(
  { message: Type.Literal('Unauthenticated.') },
  { additionalProperties: false, title: 'Unauthenticated' },
)

/** Every other refusal: words for a person, a code for a program, and the fields at fault. */
export const RefusalBody = Type.Object(
  {
    message: Type.String({ description: 'For a person.' }),
    code: Type.Union(
      Object.keys(refusals).map((code) => Type.Literal(code)),
      { description: 'For a program; a code keeps its spelling.' },
    ),
    errors: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'The fields at fault, by their dotted paths.',
      }),
    ),
    details: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'Figures that a cashier may need to read out.' }),
    ),
  },
  { title: 'Refusal' },
)
