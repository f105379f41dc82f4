// The command line: tillside-sync serve | fill | compare | status | subscribe.
import { cac } from 'cac'

import { DatabaseUrlError } from '../database/open.ts'
import { MappingError } from '../mapping/mapping.ts'
import { type Opened, open, PosDatabaseError } from './open.ts'
import { progressBar } from './progress-bar.ts'
import { PortError } from './port.ts'
import { serve } from './serve.ts'
import { type Flags, readSettings, SettingsError } from './settings.ts'
import { compare } from './compare.ts'
import { status } from './status.ts'
import { defaultNamespace, subscribe } from './subscribe.ts'

const cli = cac('tillside-sync')
let code: number | undefined

/** Somebody sits in front of a command: only serve waits for as long as it takes. */
const commandWaitMsMax = 8_000

cli.option('--pos <url>', 'The POS database: postgres://…, mysql://…, mariadb://… or sqlite:<path> (TILLSIDE_SYNC_POS)')
cli.option('--server <url>', 'The loyalty server (TILLSIDE_URL; http://127.0.0.1:4000)')
cli.option('--mapping <file>', 'Which columns hold what (TILLSIDE_SYNC_MAPPING; mapping.json)')
cli.option(
  '--secrets <file>',
  'Where the secret of the webhooks is (TILLSIDE_SYNC_SECRETS_FILE; tillside-sync.secrets)',
)
cli.option('--omneo', 'The server is plain Omneo: no versions, no digests')

/** Opens both sides for one piece of work, and closes them. */
const withBoth = (work: (opened: Opened) => Promise<number>) => async (flags: Flags) => {
  const { signal } = new AbortController()
  const opened = await open(readSettings(flags, process.env), { signal, waitMsMax: commandWaitMsMax })
  try {
    code = await work(opened)
  } finally {
    await opened.pos.close()
  }
}

for (const name of ['', 'serve']) {
  cli
    .command(name, 'Keep both sides in step, until it is stopped')
    .option('--port <port>', 'Where deliveries arrive (4100)')
    .option('--host <host>', 'On which address (127.0.0.1)')
    .option('--operations-port <port>', 'Where /metrics and /health are, on this machine only (4101)')
    .option('--compare-minutes <minutes>', 'How often everything is compared (60)')
    .option('--upward-seconds <seconds>', 'How often the POS is looked at for changes (10)')
    .option('--pull', 'Ask the server for changes, where it cannot reach this machine: no webhooks, no secrets')
    .option('--pull-seconds <seconds>', 'How often (2)')
    .action(async (flags: Flags) => {
      code = await serve(readSettings(flags, process.env), process.env)
    })
}
cli.command('fill', 'Bring every member down, once').action(
  withBoth(async ({ service }) => {
    const isNew = await service.fillOnce(progressBar('Filling', process.stdout))
    await service.link({ again: true })
    console.log(isNew ? 'Filled.' : 'It was filled before; "compare" finds what differs.')
    return 0
  }),
)
cli
  .command('compare', 'Find what differs, and repair it (exit 1 when something stays apart)')
  .option('--confirm-removals', 'Also let go of members whom the server has deleted, however many they are')
  .option('--confirm-server', 'It is the right server, though it was put back to an earlier day, or is a new one')
  .action((flags: Flags & { confirmRemovals?: boolean; confirmServer?: boolean }) => {
    const { confirmRemovals: confirmsRemovals = false, confirmServer: confirmsServer = false } = flags
    return withBoth(({ service, pos }) => compare(service, pos, { confirmsRemovals, confirmsServer }))(flags)
  })
cli
  .command('status', 'How far both sides are apart (exit 1 when they are)')
  .option('--json', 'As JSON')
  .action((flags: Flags & { json?: boolean }) =>
    withBoth((opened) => status(opened, { json: flags.json === true }))(flags),
  )
cli
  .command('subscribe <url>', 'Have the server deliver to this URL, where serve listens')
  .option('--namespace <name>', 'The name of the token: what it changes itself is not told', {
    default: defaultNamespace,
  })
  .action(async (url: string, flags: Flags & { namespace: string }) => {
    code = await subscribe(readSettings({ pos: 'none', ...flags }, process.env), { url, namespace: flags.namespace })
  })
cli.help()

/** What a person can mend is said in a sentence. */
const isUsage = (error: unknown): error is Error =>
  error instanceof SettingsError ||
  error instanceof MappingError ||
  error instanceof DatabaseUrlError ||
  error instanceof PosDatabaseError ||
  error instanceof PortError ||
  (error instanceof Error && ['CACError', 'ForbiddenError', 'RefusedError', 'NoAnswerError'].includes(error.name))

try {
  cli.parse(process.argv, { run: false })
  const [unknown] = cli.args
  if (!cli.matchedCommandName && unknown !== undefined)
    throw new SettingsError(`There is no command ${unknown}; --help lists them.`)
  await cli.runMatchedCommand()
} catch (error) {
  console.error(isUsage(error) ? error.message : error)
  code = 1
}
if (code !== undefined) process.exitCode = code
