// A till in a terminal, in one file: what a POS has to do around @tillside/pos-sdk, and no more.
//
//   npm start                      (in another terminal)
//   npm run example:till
//
// It finds that server as the other commands do: by HOST and PORT, with its token in TILLSIDE_DATA; for any other, set
// TILLSIDE_URL and TILLSIDE_TOKEN. Every line that it prints beginning with a tick is safe: kill it at any moment, start it
// again, and nothing is lost.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { stdin, stdout } from 'node:process'

import { formatMoney, minorFromMajor } from '@tillside/money/money'
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { openFileJournal } from '@tillside/pos-sdk/adapters/file-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { basketTotal } from '@tillside/pos-sdk/checkout/basket'
import { wordsOf } from '@tillside/pos-sdk/checkout/words'
import { leftOf, linesComingBack, type Receipt } from '@tillside/pos-sdk/checkout/receipt'
import { type Checkout, takenReward } from '@tillside/pos-sdk/checkout/state'
import { Till } from '@tillside/pos-sdk/checkout/till'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { createClient } from '@tillside/pos-sdk/client/client'
import type { Outcome } from '@tillside/rules/outcome'

const { HOST: host = 'localhost', PORT: port = '4000', TILLSIDE_DATA: folder = './data' } = process.env
const { TILLSIDE_URL: baseUrl = `http://${host}:${port}`, TILL_JOURNAL: journalPath = `${folder}/till-14-3.journal` } =
  process.env

function findToken(): string {
  const file = `${folder}/admin-token`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  console.error(`There is no token in ${file}: start the server (npm start), or set TILLSIDE_URL and TILLSIDE_TOKEN.`)
  return process.exit(1)
}

const token = process.env['TILLSIDE_TOKEN'] || findToken()
mkdirSync(dirname(journalPath), { recursive: true })
const currency = 'AUD'
const store = { currency, timezone: 'Australia/Sydney', locationId: null }

const say = (line: string): void => void stdout.write(`${line}\n`)
const money = (minor: number): string => formatMoney({ minor, currency })

const client = createClient({
  baseUrl,
  token: () => token,
  dialect: 'tillside',
  network: fetchNetwork,
  clock: systemClock,
  chance: systemChance,
})
const { till, recovery } = await Till.open({
  client,
  storage: await openFileJournal(journalPath),
  clock: systemClock,
  chance: systemChance,
  store,
})
for (const { message } of recovery.repairs) say(`! ${message}`)
for (const { receiptRef, state, became } of recovery.checkouts) say(`✓ recovered ${receiptRef}: ${state}, ${became}`)

/** The sale at the till: that which was open when the till died, or a new one. */
const unfinished = till.list().findLast(({ state }) => ['open', 'redeeming', 'redeemed', 'paying'].includes(state))
let sale: TillCheckout | undefined = unfinished && till.find(unfinished.receiptRef)
const lastSold = till.list().findLast(({ receipt }) => receipt)
/** Goods can come back from it. A sale that is void never happened. */
let lastReceipt: Receipt | null = lastSold?.isVoidAsked ? null : (lastSold?.receipt ?? null)

async function currentSale(): Promise<TillCheckout> {
  if (sale) return sale
  const begun = await till.begin()
  if (!begun.ok) throw new Error(begun.refusal.code)
  sale = begun.value
  return sale
}

/** What the cashier reads after every step. */
function show(checkout: Checkout): void {
  const reward = takenReward(checkout)
  const parts = [
    checkout.state,
    `${checkout.basket.lines.length} lines, ${money(basketTotal(checkout.basket))}`,
    ...(reward ? [`reward ${money(reward.totalMinor)}`] : []),
    `to pay ${money(checkout.state === 'cancelled' ? 0 : leftOf(checkout))}`,
  ]
  say(`✓ ${checkout.receiptRef}: ${parts.join(', ')}`)
}

function tell(outcome: Outcome<Checkout>): boolean {
  if (outcome.ok) show(outcome.value)
  else say(`✗ ${outcome.refusal.code}: ${wordsOf(outcome.refusal)}`)
  return outcome.ok
}

const minor = (text: string | undefined): number => minorFromMajor(Number(text), currency) ?? Number.NaN

function printReceipt({ lines, receiptRef, rewardMinor, totalMinor }: Receipt): void {
  say(`  receipt ${receiptRef}`)
  for (const line of lines) {
    const share = line.shareMinor > 0 ? `  reward -${money(line.shareMinor)}` : ''
    say(`  ${line.id.padEnd(10)} ${line.name.padEnd(20)} ${String(line.quantity)} × ${money(line.priceMinor)}${share}`)
  }
  say(`  reward ${money(rewardMinor)}, paid ${money(totalMinor)}`)
}

/** Closes the sale as soon as it is paid. */
async function closeIfPaid(open: TillCheckout): Promise<void> {
  if (open.current.state !== 'paying' || leftOf(open.current) !== 0) return
  if (!tell(await open.settle({ staffId: '2207' }))) return
  lastReceipt = open.current.receipt
  if (lastReceipt) printReceipt(lastReceipt)
  sale = undefined
}

async function addLine(price: string | undefined, words: readonly string[]): Promise<void> {
  const open = await currentSale()
  const { lines } = open.current.basket
  const line = { id: String(lines.length + 1), name: words.join(' ') || 'Goods', quantity: 1, priceMinor: minor(price) }
  tell(await open.setBasket({ lines: [...lines, line] }))
}

async function bringBack(lineId: string | undefined): Promise<void> {
  const open = await currentSale()
  if (!lastReceipt) return say('✗ there is no receipt that goods could come back from')
  const back = linesComingBack(lastReceipt, [{ lineId: lineId ?? '', units: 1 }])
  if (!back.ok) return say(`✗ ${back.refusal.code}`)
  tell(await open.setBasket({ lines: [...open.current.basket.lines, ...back.value] }))
}

async function pay(how: string, amount: string | undefined): Promise<void> {
  const open = await currentSale()
  if (open.current.state !== 'paying' && !tell(await open.beginPayment())) return
  const left = leftOf(open.current)
  if (left === 0 || tell(await open.take({ type: how, amountMinor: amount === undefined ? left : minor(amount) })))
    await closeIfPaid(open)
}

async function voidLast(): Promise<void> {
  const sold = lastReceipt && till.find(lastReceipt.receiptRef)
  if (!sold) return say('✗ there is no receipt that could be voided')
  if (tell(await sold.void('mistake'))) lastReceipt = null
}

async function redeem(amount: string | undefined, kind: string | undefined): Promise<void> {
  const strategies = kind === 'rewards' || kind === 'points' ? { strategies: [kind] as const } : {}
  tell(await (await currentSale()).redeem({ amountMinor: minor(amount), ...strategies }))
}

async function scan(card: string): Promise<void> {
  const [member] = await client.profiles.findByCard(card)
  if (!member) return say(`✗ nobody has the card ${card}`)
  const { combined_balance_dollars: balance } = await client.profiles.balances(member.id)
  say(`✓ ${member.full_name}: ${balance.toFixed(2)} to spend`)
  tell(await (await currentSale()).attach({ profileId: member.id }))
}

const commands: Record<string, (...words: string[]) => Promise<unknown>> = {
  card: async (number = '') => scan(number),
  customer: async (profileId = '') => tell(await (await currentSale()).attach({ profileId })),
  add: async (price, ...name) => addLine(price, name),
  back: async (lineId) => bringBack(lineId),
  redeem: async (amount, kind) => redeem(amount, kind),
  release: async () => tell(await (await currentSale()).release()),
  pay: async (how = 'cash', amount) => pay(how, amount),
  decline: async () => tell(await (await currentSale()).failPayment('declined')),
  cancel: async () => {
    if (tell(await (await currentSale()).cancel('cancelled by the cashier'))) sale = undefined
  },
  void: voidLast,
  drain: async () => {
    await till.drain()
    say(`✓ ${till.status().salesWaiting} sales wait for the server`)
  },
  list: async () => {
    for (const checkout of till.list()) say(`= ${JSON.stringify(checkout)}`)
    say('= end')
  },
  help: async () => say(`  ${Object.keys(commands).join(', ')}, quit`),
}

say('✓ ready')
for await (const line of createInterface({ input: stdin })) {
  const [name = '', ...words] = line.trim().split(/\s+/)
  if (name === 'quit') break
  if (name === '') continue
  try {
    await (commands[name] ?? commands['help'])?.(...words)
  } catch (error) {
    say(`✗ ${error instanceof Error ? error.message : String(error)}`)
  }
}
await till.close()
