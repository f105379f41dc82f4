// A till in the browser, in one file: the same library as examples/node-pos, with the journal in IndexedDB. Reload the page
// at any moment, or pull the plug: the sale is where it was.
import { allocateOverLines } from '@tillside/money/allocate'
import { formatMoney, minorFromMajor } from '@tillside/money/money'
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { openIndexedDbJournal } from '@tillside/pos-sdk/adapters/indexeddb-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { openWebStorageShelf } from '@tillside/pos-sdk/adapters/web-storage-shelf'
import { basketTotal, eligibleLines } from '@tillside/pos-sdk/checkout/basket'
import { wordsOf } from '@tillside/pos-sdk/checkout/words'
import { dueOf, leftOf } from '@tillside/pos-sdk/checkout/receipt'
import { type Checkout, comingBack, takenReward } from '@tillside/pos-sdk/checkout/state'
import { Till } from '@tillside/pos-sdk/checkout/till'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { createClient } from '@tillside/pos-sdk/client/client'
import { createLookup, type Found } from '@tillside/pos-sdk/offline/lookup'
import { type KnownMember, RecentMembers } from '@tillside/pos-sdk/offline/recent-members'
import type { Outcome } from '@tillside/rules/outcome'

/** The little of a page that this file uses. */
interface Part {
  textContent: string | null
  innerHTML: string
  append(...parts: unknown[]): void
  addEventListener(name: string, listener: (event: { preventDefault(): void; target: Part }) => void): void
  elements: Record<string, { value: string }>
  dataset: Record<string, string | undefined>
  reset(): void
}
interface Page {
  getElementById(id: string): Part
  createElement(name: string): Part
  querySelectorAll(selector: string): Iterable<Part>
}
const {
  document: page,
  localStorage,
  location,
} = globalThis as unknown as {
  document: Page
  localStorage: { getItem(name: string): string | null; setItem(name: string, text: string): void }
  location: { origin: string }
}

const currency = 'AUD'
const money = (minor: number): string => formatMoney({ minor, currency })
const part = (id: string): Part => page.getElementById(id)
const around = { clock: systemClock, chance: systemChance }

// The page holds no token: the server that hands out the page adds it to what goes to /api.
const client = createClient({
  baseUrl: location.origin,
  token: () => 'of-the-page',
  network: fetchNetwork,
  dialect: 'tillside',
  ...around,
})
const storage = await openIndexedDbJournal('till')
const store = { currency, timezone: 'Australia/Sydney', locationId: null }
const { till } = await Till.open({ client, storage, store, ...around })
const recent = await RecentMembers.open(openWebStorageShelf(localStorage, 'members'))
const lookup = createLookup({
  client,
  recent,
  clock: systemClock,
  currency,
  isServerAway: () => till.status().isServerAway,
})

let sale: TillCheckout = await unfinished()

async function unfinished(): Promise<TillCheckout> {
  const open = till.list().findLast(({ state }) => ['open', 'redeeming', 'redeemed', 'paying'].includes(state))
  const found = open && till.find(open.receiptRef)
  if (found) return found
  const begun = await till.begin()
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value
}

function cell(text: string): Part {
  const made = page.createElement('td')
  made.textContent = text
  return made
}

function show(): void {
  const checkout: Checkout = sale.current
  const { salesWaiting, isServerAway } = till.status()
  part('line').textContent = isServerAway
    ? `The server is away. ${salesWaiting} sales wait for it; keep selling.`
    : 'Connected.'
  part('lines').innerHTML = ''
  const reward = takenReward(checkout)
  const shares = allocateOverLines(reward?.totalMinor ?? 0, eligibleLines(checkout.basket)).shares
  for (const [index, line] of checkout.basket.lines.entries()) {
    const row = page.createElement('tr')
    row.append(cell(line.name), cell(money(line.priceMinor * line.quantity)), cell(money(shares[index] ?? 0)))
    part('lines').append(row)
  }
  const back = comingBack(checkout).length > 0 ? ' A reward is on its way back to the customer.' : ''
  part('sums').textContent =
    `${checkout.state}: ${money(basketTotal(checkout.basket))}, reward ${money(reward?.totalMinor ?? 0)}, ` +
    `to pay ${money(dueOf(checkout))}.${back}`
}

function showCustomer({ fullName, combinedMinor, asOf }: KnownMember, isFromServer: boolean): void {
  const when = isFromServer ? '' : `, as of ${new Date(asOf).toLocaleString()}`
  part('customer').textContent = `${fullName}: ${money(combinedMinor)} to spend${when}`
}

/** After a reload the sale goes on with the customer whom it had. */
async function showCustomerOfSale(): Promise<void> {
  const { customer } = sale.current
  if (!customer) return void (part('customer').textContent = 'Nobody is attached: scan a card.')
  const { members, isFromServer } = await lookup.byId(customer.profileId)
  if (members[0]) showCustomer(members[0], isFromServer)
}

function told(outcome: Outcome<Checkout>): boolean {
  part('problem').textContent = outcome.ok ? '' : wordsOf(outcome.refusal)
  show()
  return outcome.ok
}

/** A disk that is full, or a token that may not: nothing has happened. */
const showFailure = (error: unknown): void => {
  part('problem').textContent = error instanceof Error ? error.message : String(error)
}

const minor = (text: string): number => minorFromMajor(Number(text), currency) ?? Number.NaN

function onSubmit(id: string, act: (field: (name: string) => string) => Promise<unknown>): void {
  part(id).addEventListener('submit', (event) => {
    event.preventDefault()
    void act((name) => part(id).elements[name]?.value ?? '')
      .then(() => part(id).reset())
      .catch(showFailure)
  })
}

/** By card, or else by what was typed. A server that has just not answered is not asked a second time. */
async function find(text: string): Promise<Found> {
  const byCard = await lookup.byCard(text)
  if (byCard.members.length > 0) return byCard
  return byCard.isFromServer ? lookup.byText(text) : { members: recent.search(text), isFromServer: false }
}

onSubmit('scan', async (field) => {
  const text = field('text')
  const { members, isFromServer } = await find(text)
  const [member] = members
  if (!member) {
    part('customer').textContent = isFromServer
      ? `Nobody was found for “${text}”.`
      : `The server is away, and this till has not served “${text}” lately.`
    return
  }
  showCustomer(member, isFromServer)
  if (told(await sale.attach({ profileId: member.profileId })) && isFromServer) await recent.remember([member])
})

onSubmit('add', async (field) => {
  const { lines } = sale.current.basket
  const name = field('name') || 'Goods'
  const line = { id: String(lines.length + 1), name, quantity: 1, priceMinor: minor(field('price')) }
  told(await sale.setBasket({ lines: [...lines, line] }))
})

onSubmit('redeem', async (field) => {
  told(await sale.redeem({ amountMinor: minor(field('amount')) }))
})

const buttons: Record<string, () => Promise<unknown>> = {
  pay: async () => {
    if (sale.current.state !== 'paying' && !told(await sale.beginPayment())) return
    const left = leftOf(sale.current)
    if (left !== 0 && !told(await sale.take({ type: 'card', amountMinor: left }))) return
    if (!told(await sale.settle())) return
    const { receipt, state } = sale.current
    part('problem').textContent = `Receipt ${sale.receiptRef}: ${money(receipt?.totalMinor ?? 0)} paid, ${state}.`
    sale = await unfinished()
    await showCustomerOfSale()
    show()
  },
  decline: async () => {
    if (sale.current.state !== 'paying' && !told(await sale.beginPayment())) return
    told(await sale.failPayment('declined'))
  },
  cancel: async () => {
    if (told(await sale.cancel('cancelled by the cashier'))) sale = await unfinished()
    await showCustomerOfSale()
    show()
  },
}
for (const button of page.querySelectorAll('[data-do]')) {
  button.addEventListener('click', () => void buttons[button.dataset['do'] ?? '']?.().catch(showFailure))
}
till.subscribe(show)
show()
await showCustomerOfSale()
