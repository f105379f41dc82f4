// `schema.sql` is what a person reads to know the database; the migrations are what makes it. They must agree.
//
// When this fails: a line with `+` is in the migrations and missing in schema.sql, a line with `-` the other way
// round. Write into schema.sql what the migrations now make; never the reverse, once a migration has been released.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { openPool, type Sql } from './open.ts'

let database: TestDatabase
let sql: Sql
beforeAll(async () => {
  database = await createTestDatabase()
  sql = openPool(database.connection, { size: 1 })
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** Everything that the catalogs say about a namespace, a line each, without the namespace's name. */
async function describeNamespace(name: string): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    with own as (
      select c.oid, c.relname, c.relkind, c.reloptions from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${name} and c.relname <> 'migration' and c.relkind in ('r', 'v', 'm', 'p')
    )
    select 'table ' || relname || coalesce(' with ' || reloptions::text, '') as line from own
    union all
    select 'column ' || o.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || case a.attidentity when 'a' then ' always identity' when 'd' then ' default identity' else '' end
      || case a.attgenerated when 's' then ' stored' else '' end
      || coalesce(' = ' || pg_get_expr(d.adbin, d.adrelid), '')
    from own o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    -- PostgreSQL 18 lists not-null as constraints too, which the columns say already.
    select 'constraint ' || o.relname || '.' || c.conname || ' ' || pg_get_constraintdef(c.oid)
    from own o join pg_constraint c on c.conrelid = o.oid where c.contype <> 'n'
    union all
    select 'index ' || pg_get_indexdef(i.indexrelid) from own o join pg_index i on i.indrelid = o.oid
    union all
    select 'view ' || relname || ' ' || pg_get_viewdef(oid) from own where relkind in ('v', 'm')
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) from own o join pg_trigger t on t.tgrelid = o.oid where not t.tgisinternal
    union all
    select 'function ' || pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = ${name} and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`
  return rows.map(({ line }) => line.replaceAll(/\b(public|whole)\./g, '')).sort()
}

test('schema.sql is what the migrations make', async () => {
  const whole = await readFile(new URL('./schema.sql', import.meta.url), 'utf8')
  await sql`create schema whole`
  await sql`set search_path to whole, public`
  await sql.unsafe(whole)
  const [written, made] = [await describeNamespace('whole'), await describeNamespace('public')]
  const differences = [
    ...made.filter((line) => !written.includes(line)).map((line) => `+ ${line}`),
    ...written.filter((line) => !made.includes(line)).map((line) => `- ${line}`),
  ]
  expect(differences.join('\n')).toBe('')
  expect(made.length).toBeGreaterThan(100)
})
