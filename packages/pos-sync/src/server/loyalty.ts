// The loyalty server, as the service needs it: members by id and in order, what differs, and what goes up.
import type { batchProfiles, readProfileBatch } from '@tillside/contract/profile-batches'
import type { listChanges } from '@tillside/contract/changes'
import type { readProfileDigests } from '@tillside/contract/digests'
import type { createProfile, listIdentities, listProfiles, readProfile } from '@tillside/contract/members'
import type { BodyOf } from '@tillside/contract/route'
import { type Client, createClient } from '@tillside/pos-sdk/client/client'
import { RefusedError } from '@tillside/pos-sdk/client/errors'
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'

import type { ProfileBody } from '../mapping/fields.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Held } from '../state/members.ts'
import type { RangeDigest } from '../sync/digest.ts'
import { isUuid, readSnapshot, type Snapshot } from '../sync/snapshot.ts'

/** Nobody stands at a counter: the service waits longer than a till, and asks again rather than give up. */
const callMsMax = 20_000
const operationMsMax = 60_000

const batchPollMs = 200
/** As many ids as an address can hold. */
const readAtOnce = 200

/** Identities that are added to a member. */
interface BatchChange {
  readonly profileId: string
  readonly identities: readonly { readonly handle: string; readonly identifier: string }[]
}

interface Changed {
  /** Whom it was written to; null when it was refused. */
  readonly profileId: string | null
  readonly refusal: string | null
}

/** `there`: they are there by now. `unknown`: the server never had them. */
type Fate = { readonly is: 'there' | 'deleted' | 'unknown' } | { readonly is: 'merged'; readonly survivor: Snapshot }

interface LoyaltyOptions {
  readonly url: string
  readonly token: string
  readonly dialect: 'tillside' | 'omneo'
  /** Longest wait for one answer, its repeats included. */
  readonly patienceMs?: number
}

export class Loyalty {
  readonly client: Client
  readonly #mapping: Mapping

  constructor({ url, token, dialect, patienceMs = operationMsMax }: LoyaltyOptions, mapping: Mapping) {
    this.#mapping = mapping
    this.client = createClient({
      baseUrl: url,
      token: () => token,
      network: fetchNetwork,
      clock: systemClock,
      chance: systemChance,
      dialect,
      callMsMax: Math.min(callMsMax, patienceMs),
      operationMsMax: patienceMs,
    })
  }

  /** Null when the server has no such member, or no longer. */
  async read(profileId: string): Promise<Snapshot | null> {
    const found = await this.client.profiles.read(profileId)
    return found === null ? null : this.#snapshot(found)
  }

  /** A page of all members in the order in which they joined, counted from 1. Who joins meanwhile stands on the last ones. */
  async readPage(number: number, size: number): Promise<{ snapshots: readonly Snapshot[]; total: number }> {
    const page = await this.client.call<typeof listProfiles>('GET', '/api/v3/profiles', 'page', {
      query: { sort: 'id', 'page[size]': size, 'page[number]': number },
    })
    return { snapshots: page.items.map((item) => this.#snapshot(item)), total: page.total }
  }

  /** What became of a member who was not found. */
  async readFate(profileId: string): Promise<Fate> {
    const details = await this.#readRefusal(profileId)
    if (details === null) return { is: 'there' }
    const { merged_into: into, is_deleted: isDeleted } = details
    const survivorId = isUuid(into) ? into : await this.#findSurvivorId(profileId)
    const survivor = survivorId === null || survivorId === profileId ? null : await this.read(survivorId)
    if (survivor) return { is: 'merged', survivor }
    // Plain Omneo says nothing of who was deleted.
    return { is: isDeleted === true || this.client.dialect === 'omneo' ? 'deleted' : 'unknown' }
  }

  /** What the server says of a member whom it does not have; null when it has them after all. */
  async #readRefusal(profileId: string): Promise<RefusedError['details'] | null> {
    const path = '/api/v3/profiles/{profile_id}'
    try {
      await this.client.call<typeof readProfile>('GET', path, 'one', { params: { profile_id: profileId } })
      return null
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) return error.details
      throw error
    }
  }

  /** Plain Omneo says it only of the identities that moved. */
  async #findSurvivorId(profileId: string): Promise<string | null> {
    const page = await this.client.call<typeof listIdentities>('GET', '/api/v3/identities', 'page', {
      query: { 'filter[merged_from]': profileId, 'page[size]': 1 },
    })
    return page.items[0]?.profile_id ?? null
  }

  /** Sends fields up, and answers the member as it is then. */
  async change(profileId: string, body: ProfileBody): Promise<Snapshot> {
    return this.#snapshot(await this.client.profiles.change(profileId, body))
  }

  /** Has many changes written, one after the other, and waits until they are. Answers what became of each, in their order. */
  async changeMany(changes: readonly BatchChange[], matchBy: string): Promise<readonly Changed[]> {
    const { call } = this.client
    const queued = await call<typeof batchProfiles>('POST', '/api/v3/profiles/batch', 'one', {
      body: {
        match_criteria: matchBy,
        profiles: changes.map(({ profileId, identities }) => ({ id: profileId, identities: [...identities] })),
      },
      key: systemChance.newId(),
    })
    for (;;) {
      const batch = await call<typeof readProfileBatch>('GET', '/api/v3/profiles/batches/{batch_id}', 'one', {
        params: { batch_id: queued.batch_id },
      })
      if (batch.status === 'finished')
        return batch.items.map(({ profile_id: profileId, refusal }) => ({ profileId, refusal: refusal?.code ?? null }))
      await systemClock.sleep(batchPollMs)
    }
  }

  /** Those of the ids that the server has. */
  async readMany(profileIds: readonly string[]): Promise<readonly Snapshot[]> {
    const found: Snapshot[] = []
    for (let from = 0; from < profileIds.length; from += readAtOnce) {
      const ids = profileIds.slice(from, from + readAtOnce)
      const query = { 'filter[id][in]': ids.join(','), 'page[size]': ids.length }
      const page = await this.client.call<typeof listProfiles>('GET', '/api/v3/profiles', 'page', { query })
      found.push(...page.items.map((item) => this.#snapshot(item)))
    }
    return found
  }

  /** Enrols. Its key holds for the repeats of this one call; a later one finds the member by the e-mail address. */
  async enrol(body: ProfileBody): Promise<Snapshot> {
    const key = systemChance.newId()
    return this.#snapshot(await this.client.profiles.create(body as BodyOf<typeof createProfile>, { key }))
  }

  async findByEmail(email: string): Promise<Snapshot | null> {
    const found = await this.client.profiles.findByEmail(email)
    return found === null ? null : this.#snapshot(found)
  }

  /** A digest over the members of each range. */
  async digests(): Promise<ReadonlyMap<string, RangeDigest>> {
    const rows = await this.#readDigests({})
    return new Map(rows.flatMap((row) => ('bucket' in row && row.count > 0 ? [[row.bucket, row] as const] : [])))
  }

  /** The members of a range, and the version of each. */
  async versionsIn(range: string): Promise<readonly Held[]> {
    const rows = await this.#readDigests({ bucket: range })
    return rows.flatMap((row) => ('version' in row ? [{ profileId: row.profile_id, version: row.version }] : []))
  }

  /** The number of the last change. */
  async newestChange(): Promise<number> {
    return (await this.#readChanges({ limit: 1 })).meta.newest
  }

  /** Changes of what the POS keeps, those behind a number. A member who is gone has no version that a record could show. */
  async changes(after: number) {
    const { data, meta } = await this.#readChanges({ after, limit: 1_000 })
    const changes = data.flatMap(({ profile_id: profileId, version, events }) =>
      profileId === null ? [] : [{ profileId, version: events.includes('profile.deleted') ? null : version }],
    )
    return { changes, nextAfter: meta.next_after, newest: meta.newest }
  }

  #readChanges(query: Readonly<Record<string, number>>) {
    return this.client.call<typeof listChanges>('GET', '/api/v3/changes', 'bare', {
      query: { types: this.#types, ...query },
    })
  }

  get #types(): string {
    return this.#mapping.hasBalances ? 'profile,balance' : 'profile'
  }

  #readDigests(query: Readonly<Record<string, string>>) {
    const path = '/api/v3/profiles/digests'
    return this.client.call<typeof readProfileDigests>('GET', path, 'list', { query: { types: this.#types, ...query } })
  }

  #snapshot(profile: unknown): Snapshot {
    const snapshot = readSnapshot(profile, this.#mapping)
    if (!snapshot) throw new Error('the server answered a profile without an id')
    // Where the dialect promises no versions, none are relied on.
    return this.client.dialect === 'omneo' ? { ...snapshot, version: null } : snapshot
  }
}
