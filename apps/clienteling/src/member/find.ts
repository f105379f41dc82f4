// Who stands behind an id. A member who was merged into another is not gone: the server says who has everything now.
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError } from '@tillside/pos-sdk/client/errors'

import type { Member } from './types.ts'

type FoundById =
  | { readonly kind: 'there'; readonly member: Member }
  /** `into`: the id of who has everything now. */
  | { readonly kind: 'merged'; readonly into: string }
  | { readonly kind: 'nobody' }

/** The id of who is there instead of the member that was asked for; null where the error is about something else. */
export function mergedInto(error: unknown): string | null {
  const into = error instanceof ClientError ? error.details['merged_into'] : null
  return typeof into === 'string' ? into : null
}

/** Reading a member tells only that nobody is there; any other question about them is refused with who is. */
async function findSurvivor({ profiles }: Pick<Client, 'profiles'>, profileId: string): Promise<FoundById> {
  try {
    await profiles.balances(profileId)
    return { kind: 'nobody' }
  } catch (error) {
    const into = mergedInto(error)
    if (into !== null) return { kind: 'merged', into }
    if (error instanceof ClientError && error.status === 404) return { kind: 'nobody' }
    throw error
  }
}

export async function findMember(client: Pick<Client, 'profiles'>, profileId: string): Promise<FoundById> {
  const member = await client.profiles.read(profileId)
  return member ? { kind: 'there', member } : findSurvivor(client, profileId)
}
