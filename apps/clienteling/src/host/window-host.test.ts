import { expect, test } from 'vitest'

import type { HostMessage } from './messages.ts'
import { hearHost, type WaitingMessage, windowHost } from './window-host.ts'

const origin = 'https://loyalty.example.com'
const pos = 'https://pos.example.com'

/** A page with the windows around it, as far as the bridge looks at them. */
function pageWith(parts: Record<string, unknown>): Window & { hear(event: object): void } {
  let listener: (event: object) => void = () => undefined
  const page: Record<string, unknown> = {
    location: { origin },
    document: { referrer: '' },
    opener: null,
    addEventListener: (_: string, added: typeof listener) => (listener = added),
    hear: (event: object) => listener(event),
    ...parts,
  }
  page['parent'] ??= page
  return page as unknown as Window & { hear(event: object): void }
}

/** Another origin's window: to read it throws, as in a browser. */
const foreign = (posted: unknown[] = []) =>
  new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'postMessage') return (message: unknown, target: string) => posted.push([message, target])
        if (name === 'closed') return false
        throw new Error('Blocked a frame with another origin.')
      },
    },
  )

test('a function on the page itself is found before one on the window that frames it', () => {
  const parent = { location: { origin }, memberProfile_returnToPOS: () => 'of the parent' }
  const injected = pageWith({ parent, memberProfile_returnToPOS: () => 'injected' })
  expect(windowHost(injected, null).find('memberProfile_returnToPOS')?.()).toBe('injected')
  expect(windowHost(pageWith({ parent }), null).find('memberProfile_returnToPOS')?.()).toBe('of the parent')
})

test('a window that opened this one is asked where nothing frames it, unless it was closed', () => {
  const opener = { closed: false, location: { origin }, memberProfile_returnToPOS: () => 'of the opener' }
  expect(windowHost(pageWith({ opener }), null).find('memberProfile_returnToPOS')?.()).toBe('of the opener')
  expect(windowHost(pageWith({ opener: { ...opener, closed: true } }), null).hasWindow()).toBe(false)
})

test('a window of another origin is not read, and hears messages', () => {
  const posted: unknown[] = []
  const page = pageWith({ parent: foreign(posted), location: { origin, ancestorOrigins: [pos] } })
  const host = windowHost(page, null)
  expect([host.find('memberProfile_returnToPOS'), host.isReadable(), host.hasWindow()]).toEqual([null, false, true])
  expect(host.origin().stated).toBe(pos)
  const message = { source: 'tillside', name: 'memberProfile_returnToPOS', args: [] } as const
  host.post(message, pos)
  expect(posted).toEqual([[message, pos]])
})

test('what opened the portal says in the address who it is; else the page before this one is a hint, unless it is ours', () => {
  const openedFrom = (referrer: string) => pageWith({ opener: foreign(), document: { referrer } })
  const originOf = (page: Window, claimed: string | null = null) => windowHost(page, claimed).origin()
  expect(originOf(openedFrom(`${pos}/sale/7`))).toEqual({ stated: null, referrer: pos })
  expect(originOf(openedFrom(`${origin}/clienteling/pair`))).toEqual({ stated: null, referrer: null })
  expect(originOf(openedFrom(''), pos)).toEqual({ stated: pos, referrer: null })
  expect(originOf(pageWith({ opener: { closed: false, location: { origin } } }), pos).stated).toBe(origin)
})

/** A page with a host around it, and the room in which its messages wait. */
function withHost() {
  const parent = foreign()
  const page = pageWith({ parent })
  let waiting: readonly WaitingMessage[] = []
  const room = { list: () => waiting, keep: (list: readonly WaitingMessage[]) => void (waiting = list) }
  const say = (source: unknown, from: string, amount: number | string, name = 'setMaxRedeem') =>
    page.hear({ source, origin: from, data: { source: 'pos', name, args: [amount] } })
  const heard: HostMessage[] = []
  const accept = (messages: ReturnType<typeof hearHost>) =>
    messages.accept([pos], (message) => void heard.push(message))
  return { parent, page, room, say, heard, accept }
}

test('what the host said before its origin was known is heard then; what another window said never is', () => {
  const { parent, page, room, say, heard, accept } = withHost()
  const messages = hearHost(page, room)
  say(parent, pos, 1)
  say(parent, 'https://evil.example', 2)
  say(parent, 'null', 2)
  say(foreign(), pos, 3)
  const stop = accept(messages)
  say(parent, pos, 4)
  say(parent, 'https://evil.example', 4)
  say(foreign(), pos, 5)
  stop()
  say(parent, pos, 6)
  expect(heard).toEqual([
    { name: 'setMaxRedeem', amount: '1' },
    { name: 'setMaxRedeem', amount: '4' },
  ])
})

test('the total that the host said last counts, however much it said while nobody was signed in', () => {
  const { parent, page, room, say, heard, accept } = withHost()
  const messages = hearHost(page, room)
  say(parent, pos, 250)
  for (let noise = 0; noise < 50; noise += 1) page.hear({ source: parent, origin: pos, data: { noise } })
  for (let total = 1; total <= 50; total += 1) say(parent, pos, total)
  const ada = '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'
  for (let times = 0; times < 50; times += 1) say(parent, pos, ada, 'openProfile')
  accept(messages)
  expect(heard).toEqual([
    { name: 'setMaxRedeem', amount: '50' },
    { name: 'openProfile', profileId: ada },
  ])
})

test('what waits is heard once, by the page that was loaded again as well', () => {
  const { parent, page, room, say, heard, accept } = withHost()
  hearHost(page, room)
  say(parent, pos, 7)
  accept(hearHost(page, room))
  accept(hearHost(page, room))
  expect(heard).toEqual([{ name: 'setMaxRedeem', amount: '7' }])
})
