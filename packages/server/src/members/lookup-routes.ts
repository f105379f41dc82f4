import { lookUpProfiles } from '@tillside/contract/lookup'
import { accept } from '@tillside/rules/outcome'

import type { Context } from '../http/context.ts'
import { refuseParameter } from '../http/errors.ts'
import { query } from '../http/query.ts'
import { lookUp } from './lookup.ts'

const textLengthMax = 255
const limitDefault = 10
const limitMax = 50

function readText(given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '' || given.length > textLengthMax || given.includes('\u0000'))
    return refuseParameter('text', `must be what was typed, of 1 to ${textLengthMax} characters`)
  return given
}

function readLimit(given: unknown): number {
  if (given === undefined) return limitDefault
  const limit = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : 0
  if (limit < 1 || limit > limitMax) return refuseParameter('limit', `must be a whole number from 1 to ${limitMax}`)
  return limit
}

export function mountLookupRoutes(context: Context): void {
  query(context, lookUpProfiles, async (db, { query: given }, now) => {
    const asked = { text: readText(given['text']), limit: readLimit(given['limit']) }
    return accept(await lookUp(db, asked, { tenant: context.tenant, now }))
  })
}
