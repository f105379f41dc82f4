// What the API answers, by the names that the portal's rooms use.
import type { Client } from '@tillside/pos-sdk/client/client'

type Profiles = Client['profiles']

export type Member = NonNullable<Awaited<ReturnType<Profiles['read']>>>
export type Benefit = Awaited<ReturnType<Profiles['benefits']>>['items'][number]
export type Comms = Member['attributes']['comms']
