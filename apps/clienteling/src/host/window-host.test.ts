import { expect, test } from 'vitest'

import type { HostMessage } from './messages.ts'
import { hearHost, windowHost } from './window-host.ts'

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

test('what the host said before its origin was known is heard then; what another window said never is', () => {
  const parent = foreign()
  const page = pageWith({ parent })
  const messages = hearHost(page)
  const say = (source: unknown, from: string, amount: number) =>
    page.hear({ source, origin: from, data: { source: 'pos', name: 'setMaxRedeem', args: [amount] } })
  say(parent, pos, 1)
  say(parent, 'https://evil.example', 2)
  say(foreign(), pos, 3)
  const heard: HostMessage[] = []
  const stop = messages.accept([pos], (message) => heard.push(message))
  say(parent, pos, 4)
  say(foreign(), pos, 5)
  stop()
  say(parent, pos, 6)
  expect(heard).toEqual([
    { name: 'setMaxRedeem', amount: '1' },
    { name: 'setMaxRedeem', amount: '4' },
  ])
})
