// How soon the customer stands on the screen after the card was scanned, and how soon names are offered while somebody types;
// beside the first the same two questions asked by a page that does nothing else.
import { scanScript } from '../packages/simulator/src/web/hands.ts'
import { cardOf, profileIdOf, randomMember } from './members.ts'
import { firstNameOf, lastNameOf } from './names.ts'
import { openTillPage, untilPage, type WebStage } from './web-stage.ts'

export interface Found {
  readonly scanMs: readonly number[]
  readonly scanFloorMs: readonly number[]
  readonly typedMs: readonly number[]
}

/** Scans; the drawing of the customer's phone number, which nobody else has, ends it. */
const scanAndWatch = (card: string, phone: string): string => `
  window.__shownMs = null
  ;${scanScript(card)};
  const begun = performance.now()
  const look = () => {
    const panel = document.querySelector('section[aria-label=Customer]')
    if (panel?.innerText.replace(/\\D/g, '').includes('${phone}')) window.__shownMs = performance.now() - begun
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

/** Look-up and balances, as the till asks for them, and nothing drawn. */
const ask = (card: string, profileId: string): string => `(async () => {
  const begun = performance.now()
  const headers = { 'content-type': 'application/json' }
  const search = { method: 'POST', headers, body: JSON.stringify({ identifier: '${card}' }) }
  await (await fetch('/till/api/v3/profiles/search-id', search)).json()
  await (await fetch('/till/api/v3/profiles/${profileId}/balances')).json()
  return performance.now() - begun
})()`

/** The member's number as it was given to the data set. */
const phoneOf = (n: number): string => String(400_000_000 + n - 1)

async function measureScans(stage: WebStage, profiles: number, count: number): Promise<Omit<Found, 'typedMs'>> {
  const context = await stage.device('till', 'Scans')
  const page = await openTillPage(stage, context)
  const [scanMs, scanFloorMs]: [number[], number[]] = [[], []]
  for (let number = 0; number < count; number += 1) {
    const n = randomMember(profiles)
    await page.evaluate(`(() => {${scanAndWatch(cardOf(n), phoneOf(n))}})()`)
    scanMs.push(await untilPage<number>(page, 'window.__shownMs'))
    const other = randomMember(profiles)
    scanFloorMs.push(await page.evaluate<number>(ask(cardOf(other), profileIdOf(other))))
  }
  await context.close()
  return { scanMs, scanFloorMs }
}

/** From the portal's own page, by its own cookie: each letter that is typed is a question. */
const type = (text: string): string => `(async () => {
  const begun = performance.now()
  const answer = await fetch('/clienteling/api/v3/profiles/lookup?text=' + encodeURIComponent(${JSON.stringify(text)}))
  await answer.json()
  if (!answer.ok) throw new Error('a look-up was answered ' + answer.status)
  return performance.now() - begun
})()`

async function measureTyping(stage: WebStage, profiles: number, count: number): Promise<number[]> {
  const context = await stage.device('clienteling', 'Typing')
  const page = await context.newPage()
  await page.goto(`${stage.url}/clienteling`)
  const typedMs: number[] = []
  while (typedMs.length < count) {
    const n = randomMember(profiles)
    const name = `${firstNameOf(n)} ${lastNameOf(n)}`
    for (let length = 1; length <= name.length; length += 1)
      typedMs.push(await page.evaluate<number>(type(name.slice(0, length))))
  }
  await context.close()
  return typedMs
}

export async function measureMembers(stage: WebStage, profiles: number, count: number): Promise<Found> {
  const scans = await measureScans(stage, profiles, count)
  return { ...scans, typedMs: await measureTyping(stage, profiles, count * 2) }
}
