// The practice shop as a network: it answers what the till asks a server for, in the server's own form, on the till itself.
import type { Network, NetworkRequest } from '@tillside/pos-sdk/ports/network'
import { cardCandidates } from '@tillside/rules/identities'
import type { Outcome } from '@tillside/rules/outcome'
import { formatInstant, type Instant } from '@tillside/rules/time'

import type { PracticeMember } from './practice-members.ts'
import type { PracticeRecord, PracticeRedemption, PracticeSale, PracticeShop } from './practice-shop.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}

interface Asked {
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly at: string
}

type Handler = (shop: PracticeShop, asked: Asked) => Answer

const one = (data: unknown, status = 200): Answer => ({ status, body: { data } })
const page = (items: readonly unknown[]): Answer => ({
  status: 200,
  body: { data: items, meta: { current_page: 1, last_page: 1, total: items.length } },
})
const no = (code: string, status = code === 'not_found' ? 404 : 422): Answer => ({
  status,
  body: { message: code, code },
})
const answered = <T>(outcome: Outcome<T>, render: (value: T) => Answer): Answer =>
  outcome.ok ? render(outcome.value) : no(outcome.refusal.code)

const toProfile = (shop: PracticeShop, member: PracticeMember): object => ({
  id: member.profileId,
  full_name: member.fullName,
  email: member.email,
  mobile_phone: null,
  identities: member.card === '' ? [] : [{ identifier: member.card, is_active: true }],
  combined_balance_dollars: shop.major(shop.combinedMinor(member)),
})

function toSale(shop: PracticeShop, sale: PracticeSale, at: string): object {
  return {
    id: sale.id,
    external_id: sale.externalId,
    receipt_ref: sale.externalId,
    profile_id: sale.profileId,
    redemption_id: sale.redemptionId,
    total: shop.major(sale.totalMinor),
    currency: shop.currency,
    timezone: sale.timezone,
    location_id: null,
    is_void: sale.isVoid,
    created_at: at,
    points_earned: sale.items.reduce((sum, { earned }) => sum + Math.max(0, earned), 0) / 1_000,
    returnable: sale.returnable.map(({ redemptionId, amountMinor }) => ({
      redemption_id: redemptionId,
      amount: shop.major(amountMinor),
    })),
    exceptions: [],
    items: sale.items.map((item, index) => ({
      id: sale.id * 1_000 + index,
      external_id: item.externalId,
      name: item.name,
      sku: item.sku,
      quantity: item.quantity,
      is_void: false,
      charged: shop.major(item.priceMinor * item.quantity - item.shareMinor),
      redemption_share: shop.major(item.shareMinor),
      price_original: shop.major(item.originalMinor),
      returned_quantity: item.returned,
      points_earned: Math.max(0, item.earned) / 1_000,
      returns: item.earned < 0 ? [{ points: -item.earned / 1_000 }] : [],
    })),
  }
}

const toRedemption = (shop: PracticeShop, { id, totalMinor }: PracticeRedemption, at: string): object => ({
  id,
  total: shop.major(totalMinor),
  created_at: at,
})

const fold = (text: string): string => text.toLowerCase()

const minorOf = (shop: PracticeShop, amount: unknown): number => Math.round(Number(amount ?? 0) / (shop.major(1) || 1))

/** By method and path; `*` stands for an id, and the first that fits answers. */
const handlers: Readonly<Record<string, Handler>> = {
  'GET locations': () => page([]),
  'GET profiles/lookup': (shop, { query }) => {
    const text = query.get('text') ?? ''
    const cards = cardCandidates(text)
    const found = shop.members().filter(({ fullName, email, card }) => {
      const isCard = card !== '' && cards.includes(card)
      return isCard || fold(`${fullName} ${email ?? ''}`).includes(fold(text))
    })
    return one(found.map((member) => ({ ...toProfile(shop, member), cards: member.card === '' ? [] : [member.card] })))
  },
  'POST profiles': (shop, { body }) => {
    const { first_name: first, last_name: last, email } = body as Readonly<Record<string, string>>
    return one(toProfile(shop, shop.enrol(`${first} ${last}`, email ?? null)), 201)
  },
  'GET profiles/*': (shop, { parts }) => {
    const member = shop.member(parts[1] ?? '')
    return member ? one(toProfile(shop, member)) : no('not_found')
  },
  'GET identities/search-profile/*': (shop, { parts }) => {
    const cards = cardCandidates(parts[2] ?? '')
    const found = shop.members().filter(({ card }) => card !== '' && cards.includes(card))
    return one(found.map((member) => toProfile(shop, member)))
  },
  'GET profiles/*/benefits/redeemable': (shop, { parts }) => {
    const held = shop.member(parts[1] ?? '')?.benefits.filter(({ usesLeft }) => usesLeft > 0) ?? []
    return page(
      held.map(({ id, name, usesLeft }) => ({
        id,
        definition: { name },
        expires_at: null,
        redemptions_remaining: usesLeft,
      })),
    )
  },
  'POST profiles/*/redeem': (shop, { parts, body, at }) => {
    const chosen = (body['benefits'] ?? []) as readonly { readonly id: number }[]
    const benefits = chosen.map(({ id }) => id)
    const redeemed = shop.redeem(parts[1] ?? '', minorOf(shop, body['amount']), benefits)
    return answered(redeemed, (redemption) => one(toRedemption(shop, redemption, at), 201))
  },
  'POST redemptions/*/reversal': (shop, { parts, at }) =>
    answered(shop.reverse(Number(parts[1])), (redemption) => one(toRedemption(shop, redemption, at), 201)),
  'POST redemptions/*/return': (shop, { parts, body, at }) =>
    answered(shop.giveBack(Number(parts[1]), minorOf(shop, body['amount'])), (minor) =>
      one({ id: 1, total: shop.major(minor), created_at: at }, 201),
    ),
  'POST transactions': (shop, { body, at }) =>
    one(toSale(shop, shop.record(body as unknown as PracticeRecord), at), 201),
  'GET transactions': () => page([]),
  'GET transactions/*': (shop, { parts, at }) => {
    const sale = shop.sale(Number(parts[1]))
    return sale ? one(toSale(shop, sale, at)) : no('not_found')
  },
  'GET transactions/external/*': (shop, { parts, at }) => {
    const sale = shop.findSale(parts[2] ?? '')
    return sale ? one(toSale(shop, sale, at)) : no('not_found')
  },
  'PUT transactions/*': (shop, { parts, at }) => {
    const sale = shop.sale(Number(parts[1]))
    if (!sale) return no('not_found')
    shop.voidSale(sale)
    return one(toSale(shop, sale, at))
  },
}

function handlerOf(method: string, parts: readonly string[]): Handler | undefined {
  return Object.entries(handlers).find(([name]) => {
    const [verb, path = ''] = name.split(' ')
    const wanted = path.split('/')
    return (
      verb === method &&
      wanted.length === parts.length &&
      wanted.every((word, index) => word === '*' || word === parts[index])
    )
  })?.[1]
}

/** An answer under a key is kept, as the server keeps it: to ask twice does it once. */
export function practiceNetwork(shop: PracticeShop, now: () => Instant): Network {
  const kept = new Map<string, Answer>()
  const answer = ({ method, url, body, headers }: NetworkRequest): Answer => {
    const key = headers['idempotency-key']
    const before = key === undefined ? undefined : kept.get(key)
    if (before) return before
    const { pathname, searchParams: query } = new URL(url)
    const parts = pathname.replace('/api/v3/', '').split('/').map(decodeURIComponent)
    const sent = JSON.parse(body ?? '{}') as Asked['body']
    const handler = handlerOf(method, parts)
    const given = handler ? handler(shop, { parts, query, body: sent, at: formatInstant(now()) }) : no('not_found')
    if (key !== undefined) kept.set(key, given)
    return given
  }
  return {
    send: async (request) => {
      const { status, body } = answer(request)
      return { status, headers: { date: new Date(now()).toUTCString() }, body: JSON.stringify(body) }
    },
  }
}
