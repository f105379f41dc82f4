// The whole checkout against a running server, from the card to the ledger: what a POS integration does, in its order.
import { Api } from './api.ts'
import { bringBack, closeTheDay, refund } from './after-sale.ts'
import { identify, showBenefits, spend } from './before-payment.ts'
import { showBalances, type Walk } from './context.ts'
import { failPayment, recordSale } from './sale.ts'
import { Teller } from './teller.ts'
import { enrol, openTill } from './till.ts'

interface WalkOptions {
  readonly url: string
  readonly token: string
  readonly now: Date
  readonly write: (line: string) => void
  readonly isColoured: boolean
}

async function walk(api: Api, teller: Teller, now: Date): Promise<void> {
  const till = await openTill(api, `14-3-${now.getTime().toString(36).toUpperCase()}`)
  const customer = await enrol(api, teller, till, now)
  const all: Walk = { api, teller, till, customer, now }
  await identify(all)
  teller.step('What can be spent?')
  await showBalances(all, { rewards: 70, points: 0, benefits: 1 })
  const benefitId = await showBenefits(all)
  const redemptionId = await spend(all, benefitId)
  const sale = await recordSale(all, redemptionId)
  await failPayment(all)
  await bringBack(all, sale)
  await refund(all, sale)
  await closeTheDay(all)
}

/** Walks, and says what was off: an empty list when every figure was right. */
export async function runWalk({ url, token, now, write, isColoured }: WalkOptions): Promise<readonly string[]> {
  const teller = new Teller(write, isColoured)
  teller.title('Tillside: a checkout, step by step')
  teller.line(`Against ${url}; every figure below comes from its answers.`)
  try {
    await walk(new Api(url, token, teller), teller, now)
  } catch (error) {
    // An answer of another shape than was promised ends the walk like a refusal does.
    teller.fault(error instanceof Error ? error.message : String(error))
  }
  teller.line()
  if (teller.faults.length === 0) teller.line(`All ${teller.checked} figures are right.`)
  else {
    teller.line(`Not as it should be (${teller.checked} figures were looked at):`)
    for (const fault of teller.faults) teller.line(`  ${fault}`)
  }
  return teller.faults
}
