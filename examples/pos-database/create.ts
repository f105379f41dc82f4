// npm run example:pos -- <url>: makes the customer table of a POS in an empty database, with a few customers in it.
import { sql } from 'kysely'

import { openPosDatabase } from '@tillside/pos-sync/database/open'

import { readStatements } from './schema.ts'

const [url] = process.argv.slice(2)
if (url === undefined) throw new Error('Say where: npm run example:pos -- sqlite:pos.db')
const { db, kind, close } = openPosDatabase(url)
const folder = new URL('.', import.meta.url).pathname
for (const statement of readStatements(folder, kind === 'mysql' ? 'mariadb' : kind))
  await sql.raw(statement).execute(db)
await sql`
  insert into customer (customer_number, first_name, last_name, email) values
    ('1001', 'Noor', 'Example', 'noor@example.com'),
    ('1002', 'Ari', 'Example', 'ari@example.com'),
    ('1003', 'Walk-in', '', null)`.execute(db)
await close()
console.log(`A customer table with three customers is in ${url.replace(/\/\/[^@/]*@/, '//…@')}`)
