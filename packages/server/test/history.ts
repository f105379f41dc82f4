// Random histories of a shop: how many are played, and what was asked for in the one that failed.
import { expect } from 'vitest'

import type { Answer, Shop } from './shop.ts'

const histories = Number(process.env['TILLSIDE_HISTORIES'] ?? 8)
const seed = process.env['TILLSIDE_SEED'] === undefined ? {} : { seed: Number(process.env['TILLSIDE_SEED']) }

/** What a failed history left in the database keeps it from being made shorter. */
export const runs = { numRuns: histories, endOnFailure: true, ...seed }
export const timeoutMs = 20_000 + histories * 5_000

export interface History {
  /** Asks the server, which must not refuse but with one of these. */
  done(method: string, path: string, body?: unknown, allowed?: readonly number[]): Promise<Answer>
  /** Plays one history; when it fails, everything that was asked for in it is told. */
  play(one: () => Promise<void>): Promise<void>
}

export function openHistory(shop: Shop): History {
  let told: string[] = []
  return {
    done: async (method, path, body, allowed = []) => {
      const answer = await shop.call(method, path, body)
      const asked = `${method} ${path} ${JSON.stringify(body)} ${answer.status} ${answer.body?.data?.id ?? ''}`
      told.push(asked)
      expect(answer.status < 300 || allowed.includes(answer.status), `${asked} ${JSON.stringify(answer.body)}`).toBe(
        true,
      )
      return answer
    },
    play: async (one) => {
      told = []
      try {
        await one()
      } catch (error) {
        throw new Error(`${String(error)}\n${told.join('\n')}`, { cause: error })
      }
    },
  }
}
