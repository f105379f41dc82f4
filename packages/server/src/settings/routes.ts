import type { Static } from 'typebox'

import { listSettings, readSetting, type Setting, updateSetting } from '@tillside/contract/settings'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readListFilters } from '../http/filters.ts'
import { query } from '../http/query.ts'
import { wireMoment } from '../http/render.ts'
import { changeSetting } from './service.ts'
import * as store from './store.ts'

const toSetting = (row: store.SettingRow): Static<typeof Setting> => ({
  id: row.id,
  handle: row.handle,
  value: row.value,
  type: row.type,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

export function mountSettingRoutes(context: Context): void {
  query(context, listSettings, async (db, { query: given }) => {
    const rows = await store.listSettings(db, readListFilters(given, listSettings.list))
    return accept(rows.map(toSetting))
  })

  query(context, readSetting, async (db, { params }) => {
    const row = await store.findSettingByHandle(db, params.handle)
    return row ? accept(toSetting(row)) : refuse('not_found')
  })

  command(context, updateSetting, async (tx, _caller, { params, body }, now) => {
    const outcome = await changeSetting(tx, params.handle, body.value, now)
    return outcome.ok ? accept(toSetting(outcome.value)) : outcome
  })
}
