import {
  createSystem,
  createTag,
  deleteSystem,
  deleteTag,
  listSystems,
  listTags,
  readSystem,
  readTag,
} from '@tillside/contract/labels'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Db, Tx } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readListFilters } from '../http/filters.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import * as store from './store.ts'

type Labelled = Outcome<store.LabelRow, RefusalCode>

async function readOne(db: Db, table: store.LabelTable, id: number | null): Promise<Labelled> {
  const row = id === null ? undefined : await store.findLabelById(db, table, id)
  return row ? accept(row) : refuse('not_found')
}

async function makeOne(tx: Tx, table: store.LabelTable, handle: string): Promise<Labelled> {
  const row = await store.insertLabel(tx, table, handle)
  return row ? accept(row) : refuse('handle_taken')
}

async function removeOne(tx: Tx, table: store.LabelTable, id: number | null): Promise<Outcome<undefined, RefusalCode>> {
  return id !== null && (await store.deleteLabel(tx, table, id)) ? accept(undefined) : refuse('not_found')
}

export function mountLabelRoutes(context: Context): void {
  query(context, listSystems, async (db, { query: given }) =>
    accept(await store.listAllLabels(db, 'system_label', readListFilters(given, listSystems.list))),
  )
  query(context, readSystem, (db, { params }) => readOne(db, 'system_label', readId(params.system_id)))
  command(context, createSystem, (tx, _caller, { body }) => makeOne(tx, 'system_label', body.handle))
  command(context, deleteSystem, (tx, _caller, { params }) => removeOne(tx, 'system_label', readId(params.system_id)))

  pageQuery(context, listTags, async (db, list) => accept(await store.listLabelPage(db, 'tag', list)))
  query(context, readTag, (db, { params }) => readOne(db, 'tag', readId(params.tag_id)))
  command(context, createTag, (tx, _caller, { body }) => makeOne(tx, 'tag', body.handle))
  command(context, deleteTag, (tx, _caller, { params }) => removeOne(tx, 'tag', readId(params.tag_id)))
}
