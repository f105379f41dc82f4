// Watches a shop's database from inside: which transactions changed something that there should be news of, and which had news.
// Nothing that the server says of itself is believed.
import type { Shop } from './shop.ts'

const ownerOfSale = `(select profile_id::text from transaction where id = (it->>'transaction_id')::bigint)`

/** What changes of each table are about, and whose they are. */
const tables: Readonly<Record<string, { readonly type: string; readonly owner: string }>> = {
  profile: { type: 'profile', owner: `it->>'id'` },
  identity: { type: 'profile', owner: `it->>'profile_id'` },
  reward: { type: 'balance', owner: `it->>'profile_id'` },
  point: { type: 'balance', owner: `it->>'profile_id'` },
  benefit: { type: 'balance', owner: `it->>'profile_id'` },
  ledger_entry: { type: 'balance', owner: `it->>'profile_id'` },
  transaction: { type: 'transaction', owner: `it->>'profile_id'` },
  transaction_item: { type: 'transaction', owner: ownerOfSale },
  item_return: { type: 'transaction', owner: ownerOfSale },
  benefit_definition: { type: 'benefit-definition', owner: 'null' },
  product: { type: 'product', owner: 'null' },
  product_variant: { type: 'product', owner: 'null' },
  location: { type: 'location', owner: 'null' },
}

/** Moments at which something was sent, and what the news itself keeps, are no change; wherever they stand. */
const timeless = (row: string): string =>
  `regexp_replace((to_jsonb(${row}) - '{version,profile_version}'::text[])::text, '"updated_at": "[^"]*"', '', 'g')`

export async function watchNews(shop: Shop): Promise<void> {
  await shop.sql.unsafe(`
    create table watched (tx bigint, type text, owner text, what text);
    create table told (tx bigint, types text[], owner text, events text);
    create function tell() returns trigger language plpgsql as $$ begin
      insert into told values (txid_current(), new.types, new.profile_id::text, new.events::text);
      return null;
    end $$;
    create trigger tell after insert on outbox for each row execute function tell();`)
  for (const [table, { type, owner }] of Object.entries(tables)) {
    await shop.sql.unsafe(`
      create function watch_${table}() returns trigger language plpgsql as $$
      declare it jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
      begin
        if tg_op = 'UPDATE' then if ${timeless('old')} = ${timeless('new')} then return null; end if; end if;
        insert into watched values (txid_current(), '${type}', ${owner}, lower(tg_op) || ' of ${table} ' || coalesce(it->>'id', ''));
        return null;
      end $$;
      create trigger watch_${table} after insert or update or delete on ${table} for each row execute function watch_${table}()`)
  }
}

/** Changes that were committed without news, and news without a change: none, ever. */
export async function newsThatIsWrong(shop: Shop): Promise<{ silent: unknown[]; groundless: unknown[] }> {
  const silent = await shop.sql`
    select w.type, w.owner, w.what from watched w where not exists (
      select from told t where t.tx = w.tx and w.type = any(t.types) and t.owner is not distinct from w.owner)`
  const groundless = await shop.sql`
    select t.events, t.owner from told t cross join unnest(t.types) as said (type) where not exists (
      select from watched w where w.tx = t.tx and w.type = said.type and w.owner is not distinct from t.owner)`
  return { silent: [...silent], groundless: [...groundless] }
}
