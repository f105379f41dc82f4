// Loads the sample programme into an empty tenant, through the server's own API, before it listens. All of it is one
// transaction, so a start that is killed in the middle leaves a tenant that is still empty.
import type { FastifyInstance } from 'fastify'

import { decimalsOf, majorFromMinor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import { adminUser } from '../admin-token.ts'
import type { Database, Tx } from '../db/open.ts'
import { installToken, newAccessToken, removeToken } from '../tokens/service.ts'
import type { RedeemExample } from '../welcome.ts'
import { letStaffIn } from './devices.ts'
import type { Made, SampleShop } from './shop.ts'
import type { Stage } from './stage.ts'
import { findRichestSampleMember, isTenantEmpty, lockSample } from './store.ts'
import { sampleStory } from './story.ts'

export interface Theatre {
  readonly app: FastifyInstance
  readonly stage: Stage
  readonly currency: string
  /** What the one who tells the story may do: everything, outside of tests. */
  readonly scopes: readonly string[]
}

function shopOf({ app }: Theatre, token: string, moveTo: (at: Instant) => void): SampleShop {
  const tryPost: SampleShop['tryPost'] = async (at, path, body = {}, mayRefuse) => {
    moveTo(at)
    const headers = { authorization: `Bearer ${token}` }
    const { statusCode, payload } = await app.inject({ method: 'POST', url: `/api/v3/${path}`, headers, payload: body })
    const answer = JSON.parse(payload) as { data: Made; code?: string }
    if (statusCode < 300) return answer.data
    if (answer.code !== undefined && answer.code === mayRefuse) return null
    throw new Error(`the sample's ${path} was refused with ${statusCode}: ${payload}`)
  }
  return { tryPost, post: async (at, path, body) => (await tryPost(at, path, body, undefined)) as Made }
}

async function tell(tx: Tx, theatre: Theatre): Promise<void> {
  const { stage, currency } = theatre
  const decimals = Math.min(decimalsOf(currency), 2)
  const scene = {
    now: stage.now(),
    ids: new Map<string, number | string>(),
    priceOf: (amount: number) => Number(amount.toFixed(decimals)),
  }
  // Known to nobody and to no other transaction: the story needs no token of the operator's.
  const token = newAccessToken()
  await installToken(tx, { ...adminUser, tokenName: 'sample', accessToken: token, scopes: theatre.scopes }, stage.now())
  await stage.tell(tx, async (moveTo) => {
    const shop = shopOf(theatre, token, moveTo)
    for (const step of sampleStory(scene)) await step.run(shop)
  })
  await letStaffIn(tx, stage.now())
  await removeToken(tx, token)
}

/** Loads the sample unless the tenant has something in it already. True when it was loaded. */
export async function loadSample(database: Database, theatre: Theatre): Promise<boolean> {
  return database.write.begin(async (tx) => {
    await lockSample(tx)
    if (!(await isTenantEmpty(tx))) return false
    await tell(tx, theatre)
    return true
  })
}

/** Most that the example takes off. */
const exampleMinorMax = 1_000

/** A redemption that can be tried now; undefined when nobody of the sample has anything left. */
export async function findRedeemExample(
  database: Database,
  currency: string,
  now: Instant,
): Promise<RedeemExample | undefined> {
  const member = await findRichestSampleMember(database.read, now)
  return (
    member && { profileId: member.id, amount: majorFromMinor(Math.min(member.reward_minor, exampleMinorMax), currency) }
  )
}
