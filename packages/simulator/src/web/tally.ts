// What members must hold and what the server must have recorded, worked out from the cashier's book and from what was issued:
// nothing here asks the till. At the shop's rates 1.00 charged earns a point.
import { type Book, dueOf, type Prices, type Sale } from './book.ts'
import type { ShopMember, WebShop } from './shop.ts'

const thousandthsPerMinorCharged = 10

/** Whose rewards and points a sale moves: goods that come back move those of whoever bought them. */
const ownerOf = ({ profileId, returnOf }: Sale, book: Book): string | null =>
  returnOf === null ? profileId : (book.get(returnOf)?.profileId ?? null)

/** Minor units of rewards that the member can spend; what sales in hand have taken is gone. */
export const rewardsLeft = ({ profileId, issuedMinor }: ShopMember, book: Book): number =>
  [...book.values()].reduce((left, sale) => {
    const taken = sale.profileId === profileId && sale.phase !== 'cancelled' ? sale.rewardMinor : 0
    const isBack = sale.phase === 'closed' && ownerOf(sale, book) === profileId
    return left - taken + (isBack ? sale.shareBackMinor : 0)
  }, issuedMinor)

function pointsOf({ profileId }: ShopMember, book: Book, prices: Prices): number {
  const own = [...book.values()].filter((sale) => sale.phase === 'closed' && ownerOf(sale, book) === profileId)
  return own.reduce((sum, sale) => sum + dueOf(sale, prices) * thousandthsPerMinorCharged, 0)
}

const minor = (major: unknown): number => Math.round(Number(major) * 100)

/** What the server says of members and sales, where it is not what the book says. */
export async function faultsOf(shop: WebShop, book: Book): Promise<string[]> {
  const prices = new Map(shop.goods.map(({ name, priceMinor }) => [name, priceMinor]))
  const faults: string[] = []
  for (const member of shop.members) {
    const told = await shop.operate('GET', `profiles/${member.profileId}/balances`)
    const held = [minor(told['reward_balance']), Math.round(Number(told['point_balance']) * 1_000)]
    const must = [rewardsLeft(member, book), pointsOf(member, book, prices)]
    if (held.join() !== must.join())
      faults.push(
        `${member.name} must hold ${must.join(' in rewards and ')} thousandths of points, and holds ${held.join(' and ')}`,
      )
  }
  for (const [ref, sale] of book) {
    if (sale.phase !== 'closed') continue
    const told = await shop.operate('GET', `transactions/external/${ref}`).catch(() => null)
    const is = JSON.stringify([minor(told?.['total']), told?.['profile_id'] ?? null])
    const must = JSON.stringify([dueOf(sale, prices), sale.profileId])
    if (is !== must) faults.push(`sale ${ref} is ${must} in the book, and ${is} at the server`)
  }
  return faults
}

/** Card payments of each receipt against what the terminal has charged. */
export function chargeFaults(book: Book, charges: ReadonlyMap<string, number>): string[] {
  return [...book].flatMap(([ref, { phase, paid }]) => {
    const cards = phase === 'closed' ? paid.filter(({ type }) => type === 'card') : []
    const must = cards.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    const is = charges.get(ref) ?? 0
    return is === must ? [] : [`cards were charged ${is} for ${ref}, and must have been ${must}`]
  })
}
