// The POS database of the run, on a PostgreSQL of its own, with a witness in it: triggers that note every write by which something
// older took the place of something newer.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import { openPosDatabase, type PosDatabase } from '@tillside/pos-sync/database/open'
import { type Embedded, startEmbedded } from '@tillside/server/db/embedded'

import { readStatements } from '../../../../examples/pos-database/schema.ts'

const triggers = [
  'create table witness (subject text, before text, after text)',
  `create function witness_version() returns trigger language plpgsql as $$ begin
     if old.state = 'live' and new.state = 'live' and new.version < old.version then
       insert into witness values (new.profile_id, old.version::text, new.version::text);
     end if;
     return new;
   end $$`,
  'create trigger witness_version before update on tillside_sync_member for each row execute function witness_version()',
  `create function witness_step() returns trigger language plpgsql as $$ begin
     if old.loyalty_profile_id = new.loyalty_profile_id and new.last_name < old.last_name then
       insert into witness values (new.customer_number, old.last_name, new.last_name);
     end if;
     return new;
   end $$`,
  'create trigger witness_step before update on customer for each row execute function witness_step()',
]

type Row = Readonly<Record<string, unknown>>

export class PosWitness {
  readonly url: string
  kills = 0
  readonly #embedded: Embedded
  readonly #folder: string
  readonly #database: PosDatabase

  private constructor(embedded: Embedded, folder: string) {
    const { host, port, username, database } = embedded.connection
    this.url = `postgres://${username}@${encodeURIComponent(host)}:${port}/${database}`
    this.#embedded = embedded
    this.#folder = folder
    this.#database = openPosDatabase(this.url)
  }

  static async open(examples: string): Promise<PosWitness> {
    const folder = mkdtempSync(join(tmpdir(), 'tillside-hostile-pos-'))
    // As root PostgreSQL runs as another user, who must be able to enter.
    chmodSync(folder, 0o755)
    const embedded = await startEmbedded({ dataFolder: join(folder, 'data'), log: () => {} })
    const witness = new PosWitness(embedded, folder)
    for (const statement of readStatements(examples, 'postgres')) await sql.raw(statement).execute(witness.#database.db)
    return witness
  }

  /** From now on every write is looked at: the service's own tables must be there. */
  async watch(): Promise<void> {
    for (const statement of triggers) await sql.raw(statement).execute(this.#database.db)
  }

  async rows(text: string): Promise<readonly Row[]> {
    for (;;) {
      try {
        return (await sql.raw<Row>(text).execute(this.#database.db)).rows
      } catch (error) {
        // It was killed, and comes back.
        if (/syntax|does not exist/.test(String(error))) throw error
        await sleep(100)
      }
    }
  }

  /** kill -9; its supervisor brings it back. */
  kill(): void {
    const pid = Number(readFileSync(join(this.#embedded.folder, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGKILL')
    this.kills += 1
  }

  async remove(): Promise<void> {
    await this.#database.close()
    await this.#embedded.stop()
    rmSync(dirname(this.#embedded.folder), { recursive: true, force: true })
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
