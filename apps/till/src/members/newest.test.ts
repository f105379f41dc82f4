// Answers that come in another order than they were asked for: what the counter shows, and the receipt, is the newest.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openGate, openStage, scanAll, scarf, shirt, type Stage, until } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** The first answer to this is on its way until the gate is opened. */
function slowDown(line: { delay: (asked: string) => Promise<unknown> | null }, path: string) {
  const gate = openGate()
  let isFirst = true
  line.delay = (asked) => {
    if (!isFirst || asked !== path) return null
    isFirst = false
    return gate.opened
  }
  return { ...gate, isOnItsWay: () => !isFirst }
}

test.each(['', '/benefits/redeemable'])(
  'what was asked for before a reward was taken, and is heard after it, leaves the balance as it is since: profiles/…%s',
  async (rest) => {
    const { runtime, line } = await stage.openTill(`Slow ${rest}`)
    const { card, profileId } = await stage.member(50)
    await scanAll(runtime, scarf, card)
    await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
    const slow = slowDown(line, `GET profiles/${profileId}${rest}`)
    const looked = runtime.members.look(profileId)
    await expect.poll(slow.isOnItsWay).toBe(true)
    await done(runtime.selling.redeem(2000))
    await until(runtime, ({ member }) => member?.spendableMinor === 3000)
    slow.open()
    await looked
    expect(runtime.getSnapshot().member).toMatchObject({ spendableMinor: 3000, benefits: [] })
  },
)

test('what the till remembers stands only until the server has answered, also a question that was asked before', async () => {
  const { runtime, line } = await stage.openTill('Remembered meanwhile')
  const { card, profileId } = await stage.member(50)
  await scanAll(runtime, scarf, card)
  await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
  const slow = slowDown(line, `GET profiles/${profileId}`)
  const looked = runtime.members.look(profileId)
  await expect.poll(slow.isOnItsWay).toBe(true)
  line.isCut = true
  void runtime.members.look(profileId)
  await until(runtime, ({ queue }) => queue.isServerAway)
  await runtime.members.look(profileId)
  expect(runtime.getSnapshot().member).toMatchObject({ isFromServer: false })
  line.isCut = false
  slow.open()
  await looked
  expect(runtime.getSnapshot().member).toMatchObject({ isFromServer: true, spendableMinor: 5000 })
})

test('a customer who was found in a list before the balance moved is attached with the balance of now', async () => {
  const { runtime } = await stage.openTill('Found before')
  const { card, profileId } = await stage.member(50)
  const { members } = await done(runtime.members.find(card))
  await scanAll(runtime, scarf, card)
  await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
  await done(runtime.selling.redeem(2000))
  await until(runtime, ({ member }) => member?.spendableMinor === 3000)
  await done(runtime.members.attach(members[0] ?? raise()))
  expect(runtime.getSnapshot().member).toMatchObject({ profileId, spendableMinor: 3000 })
})

const raise = (): never => {
  throw new Error('nobody was found')
}

test('a share that goes back while the receipt is confirmed is in the balance that the receipt says', async () => {
  const { runtime, line } = await stage.openTill('Two confirmations')
  const { card, profileId } = await stage.member(50)
  await scanAll(runtime, scarf, shirt, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 5000)
  await done(runtime.selling.redeem(5000))
  const { receiptRef } = await done(runtime.paying.takeCard())
  await until(
    runtime,
    ({ queue, lastReceipt }) => queue.waiting.length === 0 && lastReceipt?.points?.isConfirmed === true,
  )
  await done(runtime.returns.add(await done(runtime.returns.find(receiptRef)), [{ lineId: '1', units: 1 }]))
  await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
  const [share, sale, balance] = [openGate(), openGate(), openGate()]
  const heard: string[] = []
  line.hold = (asked) => (asked.endsWith('/return') ? share.opened : null)
  line.delay = (asked) => {
    heard.push(asked)
    const isSame = heard.filter((one) => one === asked).length
    if (/^GET transactions\/\d+$/.test(asked)) return isSame === 1 ? sale.opened : null
    if (asked === `GET profiles/${profileId}`) return isSame === 2 ? balance.opened : null
    return null
  }
  const back = await done(runtime.paying.payOutCash())
  const looks = () => heard.filter((asked) => asked === `GET profiles/${profileId}`).length
  await expect.poll(looks).toBe(1)
  share.open()
  await expect.poll(looks).toBe(2)
  sale.open()
  const first = await until(runtime, ({ lastReceipt }) => lastReceipt?.points?.isConfirmed === true)
  expect(first.lastReceipt).toMatchObject({ receiptRef: back.receiptRef })
  balance.open()
  // 18.06 of rewards are back, and the points of the shirt are worth 0.83.
  await until(runtime, ({ lastReceipt }) => lastReceipt?.balanceMinor === 1889)
})
