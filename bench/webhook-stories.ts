// What is told, to whom, and how it is waited for.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql } from '../packages/server/src/db/open.ts'
import { profileIdSql } from './members.ts'
import { Samples, type Server } from './measure.ts'
import { root } from './root.ts'
import { Till } from './till.ts'

export interface Receiver {
  readonly url: string
  /** Messages so far, by path. */
  counts(): Promise<Readonly<Record<string, number>>>
  stop(): void
}

export async function startReceiver(): Promise<Receiver> {
  const child = fork(`${root}bench/receiver.ts`, { execArgv: ['--import', 'tsx'], cwd: root })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${port}`,
    counts: async () => {
      child.send('counts')
      const [{ counts }] = (await once(child, 'message')) as [{ counts: Record<string, number> }]
      return counts
    },
    stop: () => child.disconnect(),
  }
}

export interface Api {
  post(path: string, body: object): Promise<{ data: { id: number } }>
  remove(path: string): Promise<void>
}

export const openApi = ({ port, token }: Server): Api => {
  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v3/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
    return response
  }
  return {
    post: async (path, body) => (await send('POST', path, body)).json() as Promise<{ data: { id: number } }>,
    remove: async (path) => void (await send('DELETE', path)),
  }
}

/** Changes of members as if they had just been committed: what follows is the server's. */
export async function commitChanges(sql: Sql, count: number): Promise<void> {
  await sql`
    with raised as (
      update profile set version = version + 1, profile_version = version + 1
      where id in (select ${sql.unsafe(profileIdSql('n'))} from generate_series(1, ${count}) n) returning id, version)
    insert into outbox (profile_id, version, types, events, namespace, at)
    select id, version, '{profile}', jsonb_build_array(jsonb_build_object('event', 'profile.updated', 'subject_id', id)), null, now()
    from raised`
}

const lookMs = 20
const patienceMs = 600_000

/** Seconds until each path has so many messages more than before. */
export async function secondsUntil(
  receiver: Receiver,
  paths: readonly string[],
  more: number,
  begin: () => Promise<void>,
): Promise<number> {
  const before = await receiver.counts()
  const begun = performance.now()
  await begin()
  for (;;) {
    const now = await receiver.counts()
    const isThere = paths.every((path) => (now[path] ?? 0) - (before[path] ?? 0) >= more)
    const passed = performance.now() - begun
    if (isThere) return passed / 1000
    if (passed > patienceMs) throw new Error('the messages did not arrive')
    await sleep(lookMs)
  }
}

/** So many calls a second, spread evenly over the tills, whatever the answers take; each is timed from when it was due. */
export async function pace(
  server: Server,
  asked: {
    readonly tills: number
    readonly perSecond: number
    readonly seconds: number
    make(till: Till): Promise<boolean>
  },
  samples: Samples,
): Promise<void> {
  const everyMs = (1000 * asked.tills) / asked.perSecond
  const begun = performance.now()
  const until = begun + asked.seconds * 1000
  const work = async (number: number): Promise<void> => {
    const till = new Till(server.port, server.token)
    try {
      for (let due = begun + (everyMs * number) / asked.tills; due < until; due += everyMs) {
        const wait = due - performance.now()
        if (wait > 0) await sleep(wait)
        await asked.make(till).catch((error: unknown) => samples.fail(error))
        samples.add(performance.now() - due)
      }
    } finally {
      till.close()
    }
  }
  await Promise.all(Array.from({ length: asked.tills }, (_, number) => work(number)))
  samples.spent(performance.now() - begun)
}
