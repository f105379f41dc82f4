import type { Static } from 'typebox'

import {
  type Exception,
  exceptionCodes,
  listExceptions,
  readException,
  resolveException,
} from '@tillside/contract/exceptions'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { wireMoment, wireMomentOrNull } from '../http/render.ts'
import * as service from './service.ts'
import * as store from './store.ts'

const toException = (row: store.ExceptionRow): Static<typeof Exception> => ({
  ...row,
  meaning: exceptionCodes[row.code],
  resolved_at: wireMomentOrNull(row.resolved_at),
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

export function mountExceptionRoutes(context: Context): void {
  pageQuery(context, listExceptions, async (db, list) => {
    const [rows, total] = await Promise.all([store.listExceptions(db, list), store.countExceptions(db, list)])
    return accept({ rows: rows.map(toException), total })
  })

  query(context, readException, async (db, { params }) => {
    const id = readId(params.exception_id)
    const row = id === null ? undefined : await store.findExceptionById(db, id)
    return row ? accept(toException(row)) : refuse('not_found')
  })

  command(context, resolveException, async (tx, caller, { params, body }, now) => {
    const id = readId(params.exception_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.resolveException(tx, { id, resolution: body.resolution, userId: caller.userId }, now)
    return outcome.ok ? accept(toException(outcome.value)) : outcome
  })
}
