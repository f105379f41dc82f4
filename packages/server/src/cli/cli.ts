// The command line: tillside serve | migrate | token | pair | devices | unpair | staff-access | staff-access-log | webhook-secret | doctor. Settings come from the environment, as for the server.
import { cac } from 'cac'

import { readConfig } from '../config.ts'
import { version } from '../docs/routes.ts'
import { sentenceFor } from '../start-failure.ts'
import { listDevices, pairDevice, unpairDevice } from './devices.ts'
import { doctor } from './doctor.ts'
import { migrateDatabase } from './migrate.ts'
import { makeToken } from './token.ts'
import { changeStaffAccess } from './staff-access.ts'
import { printAccessLog } from './staff-access-log.ts'
import { typedArgument, typedOption } from './typed.ts'
import { webhookSecret } from './webhook-secret.ts'

const cli = cac('tillside')

/** Undefined for the server, which goes on. */
let status: number | undefined
const ending = (run: () => Promise<number>) => async (): Promise<void> => {
  status = await run()
}

cli.command('serve', 'Start the server').action(async () => {
  await import('../main.ts')
})
cli.command('migrate', 'Bring the database up to date').action(ending(() => migrateDatabase(readConfig(process.env))))
cli
  .command('token <name>', 'Make a token, and print it this one time')
  .option('--scopes <list>', 'What it may do, separated by commas (default: everything)')
  .option('--throttle <requests>', 'Requests a minute (default: as before, and unlimited for a new name)')
  .example('tillside token till-14-3 --scopes read-profiles,redeem-strategy,return,create-transactions')
  // A name of digits arrives as a number.
  .action(async (name: string | number, { scopes, throttle }: { scopes?: unknown; throttle?: unknown }) => {
    status = await makeToken(readConfig(process.env), { name: String(name), scopes, throttle })
  })
cli
  .command('pair <app> <name>', 'Print a link that makes a browser a till or a staff portal, once')
  .option('--location <id>', 'Where it stands: external id, code or id (default: as before)')
  .option('--url <url>', 'The address of the server (default: by HOST and PORT)')
  .example('tillside pair till "Till 1" --location S14 --url https://loyalty.example')
  .action(async (app: string, name: string | number, options: { location?: unknown; url?: unknown }) => {
    const { location, url } = options
    const wish = { app, name: typedArgument(name), location: typedOption('location', location), url }
    status = await pairDevice(readConfig(process.env), wish)
  })
cli.command('devices', 'List all devices').action(ending(() => listDevices(readConfig(process.env))))
cli.command('unpair <name-or-id>', 'Revoke a device; it stops at once').action(async (device: string | number) => {
  status = await unpairDevice(readConfig(process.env), typedArgument(device))
})
cli
  .command('staff-access <number>', 'Let a member of staff sign in on devices; the PIN is asked for')
  .option('--role <role>', 'cashier, supervisor, manager, or none to let nobody in')
  .option('--pin [pin]', 'The PIN, where nobody looks over your shoulder')
  .option('--no-pin', 'Without a PIN')
  .option('--badge [badge]', 'What the scanner reads of the badge (default: as before)')
  .option('--no-badge', 'Without a badge')
  .example('tillside staff-access 2207 --role manager')
  .action(async (number: string | number, { role, pin, badge }: { role?: unknown; pin?: unknown; badge?: unknown }) => {
    const wish = { role, pin: typedOption('pin', pin), badge: typedOption('badge', badge) }
    status = await changeStaffAccess(readConfig(process.env), { staff: typedArgument(number), ...wish })
  })
cli
  .command('staff-access-log [number]', 'Who let staff in, and as what: of one person, or of all')
  .action(async (number: string | number | undefined) => {
    status = await printAccessLog(readConfig(process.env), number === undefined ? null : typedArgument(number))
  })
cli
  .command('webhook-secret', 'Print the secret that all webhooks are signed with as plain Omneo does')
  .option('--new', 'Make another one first; it counts at once')
  .action(async (options: { new?: boolean }) => {
    status = await webhookSecret(readConfig(process.env), options.new === true)
  })
cli
  .command('doctor', 'Recompute every sum, and say what disagrees (exit 1 when anything does)')
  .action(ending(() => doctor(readConfig(process.env))))
cli.help()
cli.version(version)

async function main(): Promise<void> {
  try {
    cli.parse(process.argv, { run: false })
    if (cli.options['help'] || cli.options['version']) return
    if (!cli.matchedCommand) {
      const [asked = 'help'] = cli.args
      if (asked !== 'help') console.error(`There is no command "${asked}".`)
      cli.outputHelp()
      status = asked === 'help' ? 0 : 1
      return
    }
    await cli.runMatchedCommand()
  } catch (error) {
    const isUsage = error instanceof Error && error.name === 'CACError'
    const sentence = isUsage ? error.message : sentenceFor(error)
    console.error(sentence ?? error)
    status = 1
  }
}

await main()
if (status !== undefined) process.exitCode = status
