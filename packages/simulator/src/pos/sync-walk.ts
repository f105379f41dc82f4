// npm run checkout -- --sync: a POS customer database beside the loyalty server. A profile is changed over the API and the record
// follows; a cashier changes the record and the profile follows. Every figure is looked at; exits 1 when one is off.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { Api, WalkStopped } from '@tillside/server/walk/api'
import { count, fact, holds, money } from '@tillside/server/walk/facts'
import { findServer, startServer, type Target } from '@tillside/server/walk/server'
import { Teller } from '@tillside/server/walk/teller'

import { type Customer, openSamplePos, type SamplePos } from './sample-pos.ts'
import { runSync, SyncProcess } from './sync-process.ts'
import { makeSyncToken } from './sync-token.ts'

interface Walk {
  readonly api: Api
  readonly teller: Teller
  readonly pos: SamplePos
  readonly folder: string
  readonly url: string
  readonly token: string
}

interface Profile {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly company: string | null
  readonly identities: readonly { readonly handle: string; readonly identifier: string }[]
}

const waitMsMax = 20_000
const pollMs = 50
const examples = join(process.cwd(), 'examples', 'pos-database')

/** Looks until it is so: what comes by itself takes its time. */
async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const begun = performance.now()
  for (;;) {
    const seen = await look()
    if (isSo(seen) || performance.now() - begun > waitMsMax) return seen
    await sleep(pollMs)
  }
}

const shown = ['customer_number', 'first_name', 'last_name', 'email', 'company', 'reward_balance'] as const

function show(teller: Teller, customers: readonly Customer[]): void {
  const short = (id: unknown): string => (typeof id === 'string' ? `${id.slice(0, 8)}…` : '')
  const columns = [...shown, 'loyalty_profile_id', 'merged_into'].map((title) => ({
    title,
    isNumber: title === 'reward_balance',
  }))
  teller.table(
    columns,
    customers.map((customer) => [
      ...shown.map((name) => fact(name, customer[name] ?? '')),
      fact('loyalty_profile_id', short(customer['loyalty_profile_id'])),
      fact('merged_into', customer['merged_into'] ?? ''),
    ]),
  )
}

const customerOf = async (pos: SamplePos, profileId: string): Promise<Customer | undefined> =>
  (await pos.customers()).find((one) => one['loyalty_profile_id'] === profileId && one['merged_into'] === null)

/** The two sides before they know of each other. */
async function prepare({ api, teller, pos }: Walk): Promise<{ pat: string; kim: string }> {
  teller.step(
    'Two members, and a POS with customers of its own',
    'Pat is both, under one e-mail address; nobody has said so yet.',
  )
  const run = Date.now().toString(36)
  const enrol = (first_name: string, last_name: string) =>
    api.post<Profile>(
      'profiles',
      { email: `${first_name}.${run}@example.com`.toLowerCase(), first_name, last_name },
      null,
      (data) => [fact('id', data.id)],
    )
  const [pat, kim] = [await enrol('Pat', 'Sample'), await enrol('Kim', 'Sample')]
  await pos.run(
    `insert into customer (customer_number, first_name, email, company) values
     ('1001', 'Patricia', 'pat.${run}@example.com', 'Sample Ltd'), ('1002', 'Noor', 'noor.${run}@example.com', null)`,
  )
  show(teller, await pos.customers())
  return { pat: pat.id, kim: kim.id }
}

/** Makes the token and the webhooks, and starts the service. */
async function startSync(all: Walk): Promise<SyncProcess> {
  const { teller, pos, folder, url } = all
  teller.step(
    'tillside-sync is started',
    'It has a token of its own, receives signed webhooks, and fills the first time.',
  )
  const token = await makeSyncToken(all)
  const program = fileURLToPath(new URL('./sync.js', import.meta.url))
  const environment = {
    ...process.env,
    TILLSIDE_SYNC_TOKEN: token,
    TILLSIDE_SYNC_POS: pos.url,
    TILLSIDE_URL: url,
    TILLSIDE_LOG: 'warn',
  }
  const common = ['--mapping', join(examples, 'mapping.json'), '--secrets', join(folder, 'secrets')]
  const port = 4_100 + (process.pid % 10_000)
  const subscribed = await runSync({
    program,
    environment,
    args: ['subscribe', `http://127.0.0.1:${port}/`, ...common],
  })
  for (const line of subscribed.said.trim().split('\n')) teller.line(`    $ ${line}`)
  if (subscribed.code !== 0) throw new WalkStopped('tillside-sync could not subscribe.')
  const args = ['serve', ...common, '--port', String(port), '--operations-port', '0', '--upward-seconds', '1']
  const sync = new SyncProcess({ program, environment, args })
  await sync.start('In step.')
  return sync
}

async function showFill({ api, teller, pos }: Walk, { pat, kim }: { pat: string; kim: string }): Promise<void> {
  teller.step(
    'Both sides know each other',
    'Pat’s record was found by its address, Kim’s was made, and Noor became a member.',
  )
  const customers = await until(
    pos.customers,
    (all) => all.length === 3 && all.every((one) => one['loyalty_profile_id'] !== null),
  )
  show(teller, customers)
  teller.answer(200, [
    count('customers', customers.length, 3),
    fact('1001 is Pat', customers.find((one) => one['customer_number'] === '1001')?.['loyalty_profile_id'], pat),
    holds(
      'Kim has a number',
      customers.some((one) => one['loyalty_profile_id'] === kim),
    ),
  ])
  const read = () => api.read<Profile>(`profiles/${pat}`)
  const profile = await until(read, ({ identities }) => identities.some(({ handle }) => handle === 'pos-customer'))
  teller.line('    And the server can be asked by the POS’s number:')
  await api.post<Profile>('profiles/search-id', { type: 'pos-customer', id: '1001' }, null, (data) => [
    fact('id', data.id, profile.id),
  ])
}

async function changeBoth({ api, teller, pos }: Walk, pat: string): Promise<void> {
  teller.step('A profile is changed over the API', 'The webhook is signed; the record follows.')
  await api.put<Profile>(`profiles/${pat}`, { last_name: 'Changed-Above' }, (data) => [
    fact('last_name', data.last_name, 'Changed-Above'),
  ])
  const changed = await until(
    () => customerOf(pos, pat),
    (one) => one?.['last_name'] === 'Changed-Above',
  )
  teller.answer(200, [fact('customer.last_name', changed?.['last_name'], 'Changed-Above')])

  teller.step(
    'A reward is given',
    'The balance is shown at the till while the server is away; it is never spent from there.',
  )
  const definition = { handle: 'sync-walk', name: 'Walk', value: 10, type: 'bonus', period: 90 }
  await api.findOrMake('rewards/definitions', 'filter[handle]=sync-walk', definition)
  const reward = { profile_id: pat, reward_definition_handle: 'sync-walk', timezone: 'UTC', value_initial: 10 }
  await api.post<{ id: number; value_remaining: number }>('rewards', reward, null, (data) => [
    fact('id', data.id),
    money('value_remaining', data.value_remaining, 10),
  ])
  const given = await until(
    () => customerOf(pos, pat),
    (one) => Number(one?.['reward_balance']) === 10,
  )
  teller.answer(200, [money('customer.reward_balance', Number(given?.['reward_balance']), 10)])

  teller.step('A cashier changes the record', 'What the POS may change goes up; what it may not is put back.')
  const statement = `update customer set company = 'Changed Below', reward_balance = 999 where customer_number = '1001'`
  teller.line(`    SQL  ${statement}`)
  await pos.run(statement)
  const profile = await until(
    () => api.read<Profile>(`profiles/${pat}`),
    ({ company }) => company === 'Changed Below',
  )
  const back = await until(
    () => customerOf(pos, pat),
    (one) => Number(one?.['reward_balance']) === 10,
  )
  teller.answer(200, [
    fact('profile.company', profile.company, 'Changed Below'),
    money('customer.reward_balance', Number(back?.['reward_balance']), 10),
  ])
}

async function mergeAndForget({ api, teller, pos }: Walk, { pat, kim }: { pat: string; kim: string }): Promise<void> {
  teller.step('Two members turn out to be one person', 'Who looks up the old record is led to the one that stayed.')
  const body = { source_profile_id: kim, destination_profile_id: pat }
  await api.post<Profile>('profiles/merge', body, null, (data) => [fact('id', data.id, pat)])
  const customers = await until(pos.customers, (all) => all.some((one) => one['merged_into'] !== null))
  show(teller, customers)
  const merged = customers.find((one) => one['merged_into'] !== null)
  teller.answer(200, [
    fact('merged_into', merged?.['merged_into'], '1001'),
    fact('loyalty_profile_id', merged?.['loyalty_profile_id'], pat),
  ])

  teller.step('The member is deleted', 'The record stays for the books, without a name: that is this POS’s choice.')
  await api.remove(`profiles/${pat}`)
  const forgotten = await until(pos.customers, (all) => all.every((one) => one['loyalty_profile_id'] !== pat))
  show(teller, forgotten)
  const left = forgotten.find((one) => one['customer_number'] === '1001')
  teller.answer(204, [fact('first_name', left?.['first_name'], ''), fact('email', left?.['email'] ?? 'none', 'none')])
}

async function walk(target: Target, folder: string, teller: Teller): Promise<void> {
  const pos = await openSamplePos(join(folder, 'pos.db'), examples)
  const all: Walk = {
    api: new Api(target.url, target.token, teller),
    teller,
    pos,
    folder,
    url: target.url,
    token: target.token,
  }
  let sync: SyncProcess | undefined
  try {
    const members = await prepare(all)
    sync = await startSync(all)
    await showFill(all, members)
    await changeBoth(all, members.pat)
    await mergeAndForget(all, members)
  } finally {
    await sync?.stop()
    await pos.close()
  }
}

async function main(): Promise<number> {
  const teller = new Teller((line) => console.log(line), process.stdout.isTTY && !process.env['NO_COLOR'])
  const folder = mkdtempSync(join(tmpdir(), 'tillside-sync-walk-'))
  // It delivers to this machine, which a server must be told that it may.
  const environment = { ...process.env, TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1' }
  const target = process.env['TILLSIDE_URL'] ? await findServer(environment) : await startServer(environment)
  try {
    teller.title('Tillside: a POS customer database, in step both ways')
    teller.line(`Against ${target.url}; the POS is a SQLite file.`)
    await walk(target, folder, teller).catch((error: unknown) =>
      teller.fault(error instanceof Error ? error.message : String(error)),
    )
    teller.line()
    if (teller.faults.length === 0) teller.line(`All ${teller.checked} figures are right.`)
    for (const fault of teller.faults) teller.line(`  ${fault}`)
    return teller.faults.length === 0 ? 0 : 1
  } finally {
    await target.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main()
