// A shop for a till in a browser: the real server as a process of its own, with goods, members with cards, and a cashier.
import { gs1CheckDigit } from '@tillside/rules/identities'

import { LiveServer } from '../../../server/test/crash/live-server.ts'
import type { Goods } from './book.ts'

export interface ShopMember {
  readonly name: string
  readonly profileId: string
  readonly card: string
  readonly issuedMinor: number
}

export interface Cashier {
  readonly name: string
  readonly number: string
  readonly pin: string
}

/** Calls the server as whoever runs the shop; what is refused is thrown. */
type Operate = (method: string, path: string, body?: object) => Promise<{ readonly [name: string]: unknown }>

export interface WebShop {
  readonly server: LiveServer
  readonly goods: readonly Goods[]
  readonly members: readonly ShopMember[]
  readonly cashier: Cashier
  readonly operate: Operate
  /** The page that makes a browser a till of this name, once. */
  pairingUrl(name: string): Promise<string>
}

export interface ShopPrograms {
  /** The folder of the built server. */
  readonly server: string
  /** The folder of the built screens. */
  readonly web: string
}

/** Of GS1's range for examples; `kind` keeps goods and cards apart. */
const codeOf = (kind: number, serial: number): string => {
  const digits = `952${kind}${String(serial).padStart(8, '0')}`
  return `${digits}${gs1CheckDigit(digits)}`
}

const goods: readonly Goods[] = (
  [
    ['Silk scarf', 6_500],
    ['Linen shirt', 11_500],
    ['Wool socks', 1_250],
    ['Canvas bag', 3_995],
    ['Felt hat', 8_905],
  ] as const
).map(([name, priceMinor], index) => ({ name, priceMinor, barcode: codeOf(0, index + 1) }))

/** Most have more than they can spend; the last come to the end of it, and one has nothing at first. */
const wishes = [
  ['Ada Lovelace', 4_000_000],
  ['Bea Turing', 4_000_000],
  ['Cleo Hopper', 90_500],
  ['Dora Wei', 25_000],
  ['Edna Khan', 0],
] as const
const rewardsEach = 5
const cashier: Cashier = { name: 'Tom Bergström', number: '2208', pin: '2846' }

function operateAt({ url, token }: LiveServer): Operate {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v3/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as { data: { readonly [name: string]: unknown } }).data
  }
}

async function stock(operate: Operate): Promise<void> {
  for (const { name, priceMinor, barcode } of goods) {
    const handle = name.toLowerCase().replace(' ', '-')
    const variants = [{ sku: handle.toUpperCase(), title: name, price: priceMinor / 100, barcode }]
    await operate('POST', 'products', { title: name, handle, type: 'simple', department: 'Shop', variants })
  }
}

async function employ(operate: Operate): Promise<void> {
  const { name, number, pin } = cashier
  const [first_name = '', last_name = ''] = name.split(' ')
  const identities = [{ handle: 'staff', identifier: number }]
  await operate('POST', 'staff', { first_name, last_name, identities })
  await operate('PUT', `staff/${number}/access`, { role: 'supervisor', pin })
}

async function enrol(
  operate: Operate,
  [name, issuedMinor]: readonly [string, number],
  card: string,
): Promise<ShopMember> {
  const [first_name = '', last_name = ''] = name.split(' ')
  const email = `${first_name.toLowerCase()}@example.com`
  const { id } = await operate('POST', 'profiles', { first_name, last_name, email })
  const profileId = String(id)
  await operate('POST', `profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: card })
  // Several rewards, so that redemptions draw from more than one.
  for (let number = 0; number < (issuedMinor > 0 ? rewardsEach : 0); number += 1) {
    const value_initial = issuedMinor / rewardsEach / 100
    const reward = { profile_id: profileId, reward_definition_handle: 'welcome', timezone: 'UTC', value_initial }
    await operate('POST', 'rewards', reward)
  }
  return { name, profileId, card, issuedMinor }
}

/** `settings`: of the tenant, such as those of redeeming offline. */
export async function openWebShop(
  { server: program, web }: ShopPrograms,
  random: () => number,
  settings: Readonly<Record<string, string>> = {},
): Promise<WebShop> {
  const server = await LiveServer.open(program, random, { TILLSIDE_WEB: web, TILLSIDE_CURRENCY: 'AUD' })
  try {
    const operate = operateAt(server)
    for (const [handle, value] of Object.entries(settings)) await operate('PUT', `settings/${handle}`, { value })
    const welcome = { name: 'Welcome', handle: 'welcome', value: 10, type: 'bonus', period: 30 }
    await operate('POST', 'rewards/definitions', welcome)
    await stock(operate)
    await employ(operate)
    const members: ShopMember[] = []
    for (const [index, wish] of wishes.entries()) members.push(await enrol(operate, wish, codeOf(4, index + 1)))
    const pairingUrl = async (name: string): Promise<string> => {
      const { pairing_path } = await operate('POST', 'devices', { app: 'till', name })
      return `${server.url}${String(pairing_path)}`
    }
    return { server, goods, members, cashier, operate, pairingUrl }
  } catch (error) {
    await server.remove()
    throw error
  }
}
