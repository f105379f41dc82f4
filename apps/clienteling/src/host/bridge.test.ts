import { describe, expect, test } from 'vitest'

import { addressees, type HostPort, tellHost } from './bridge.ts'
import { readMaxRedeem } from '../launch/launch.ts'
import { type Callback, readHostMessage } from './messages.ts'

const ada = '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'
const attach: Callback = { name: 'memberProfile_addToSale', args: [ada] }
const own = 'https://loyalty.example.com'
const pos = 'https://pos.example.com'
const accepted = [own, pos]

type Surroundings = Partial<Pick<HostPort, 'find' | 'hasWindow' | 'isReadable' | 'origin'>>

/** A host that is nowhere, unless said otherwise; keeps what was posted, and how often the page waited for it. */
function around(surroundings: Surroundings) {
  const posted: unknown[] = []
  const slept: number[] = []
  const port: HostPort = {
    own,
    find: () => null,
    hasWindow: () => false,
    isReadable: () => false,
    origin: () => ({ stated: null, referrer: null }),
    post: (message, targetOrigin) => posted.push({ ...message, targetOrigin }),
    sleep: async (ms) => {
      slept.push(ms)
    },
    ...surroundings,
  }
  return { port, posted, slept }
}

/** A host's function that keeps what it was called with. */
function listening() {
  const heard: unknown[] = []
  return {
    heard,
    find:
      (name: string) =>
      (...args: readonly unknown[]) =>
        heard.push([name, ...args]),
  }
}

describe('a host that put its functions on the page', () => {
  test('is called with the profile, and hears nothing by message', async () => {
    const { heard, find } = listening()
    const { port, posted } = around({ find, hasWindow: () => true })
    expect(await tellHost(port, attach, accepted)).toBe('called')
    expect([heard, posted]).toEqual([[['memberProfile_addToSale', ada]], []])
  })

  test('is called also when its functions come a little late', async () => {
    const { heard, find } = listening()
    let looks = 0
    const { port, slept } = around({ find: (name) => ((looks += 1) > 5 ? find(name) : null) })
    expect(await tellHost(port, attach, accepted)).toBe('called')
    expect([heard.length, slept.slice(0, 5)]).toEqual([1, [100, 100, 100, 100, 100]])
  })

  test('that breaks over a call is not told a second time by message', async () => {
    const find = () => () => {
      throw new Error('the POS broke')
    }
    const { port, posted } = around({ find, hasWindow: () => true })
    expect([await tellHost(port, attach, accepted), posted]).toEqual(['failed', []])
    const later = around({ find: () => () => Promise.reject(new Error('later')), hasWindow: () => true })
    expect(await tellHost(later.port, attach, accepted)).toBe('failed')
  })

  test('that never answers does not keep the page waiting', async () => {
    const { port } = around({ find: () => () => new Promise(() => undefined) })
    expect(await tellHost(port, attach, accepted)).toBe('called')
  })
})

describe('a host of another origin', () => {
  test('hears a message that is addressed to it alone', async () => {
    const { port, posted, slept } = around({ hasWindow: () => true, origin: () => ({ stated: pos, referrer: null }) })
    expect(await tellHost(port, { name: 'redeemReward_returnConfirmation', args: [ada, true] }, accepted)).toBe(
      'posted',
    )
    const message = {
      source: 'tillside',
      name: 'redeemReward_returnConfirmation',
      args: [ada, true],
      targetOrigin: pos,
    }
    expect([posted, slept]).toEqual([[message], []])
  })

  test('hears nothing when it is not on the list, whatever page came before', async () => {
    const origin = () => ({ stated: 'https://evil.example', referrer: pos })
    const { port, posted } = around({ hasWindow: () => true, origin })
    expect([await tellHost(port, attach, accepted), posted]).toEqual(['origin_refused', []])
  })

  test.each([
    ['it says nothing', null],
    ['the page before this one was nobody’s that the shop accepts', 'https://evil.example'],
  ])(
    'that is only guessed at since %s is addressed by every accepted origin but our own, and is not said to have heard',
    async (_, referrer) => {
      const other = 'https://other.example.com'
      const { port, posted } = around({ hasWindow: () => true, origin: () => ({ stated: null, referrer }) })
      expect(await tellHost(port, attach, [...accepted, other])).toBe('sent_blind')
      expect(posted).toMatchObject([{ targetOrigin: pos }, { targetOrigin: other }])
    },
  )

  test('is not of our origin, since it cannot be read: where the shop accepts no other, nobody is told', async () => {
    for (const stated of [null, own]) {
      const { port, posted } = around({ hasWindow: () => true, origin: () => ({ stated, referrer: null }) })
      expect([await tellHost(port, attach, [own]), posted]).toEqual(['origin_refused', []])
    }
  })

  test('is known by the page before this one where the shop accepts it, and is never addressed by a star', () => {
    expect(addressees({ stated: null, referrer: pos }, accepted)).toEqual({ origins: [pos], isGuess: false })
    expect(addressees({ stated: '*', referrer: pos }, accepted)).toEqual({ origins: [], isGuess: false })
  })
})

describe('a host of our own origin', () => {
  test('that has no functions after a while hears a message', async () => {
    const origin = () => ({ stated: own, referrer: null })
    const { port, posted } = around({ hasWindow: () => true, isReadable: () => true, origin })
    expect([await tellHost(port, attach, [own]), posted.length]).toEqual(['posted', 1])
  })
})

test('a page that nobody opened says that nobody heard', async () => {
  const { port, posted } = around({})
  expect([await tellHost(port, attach, accepted), posted]).toEqual(['nobody', []])
})

describe('what a host may say', () => {
  const heard = { isFromHost: true, data: { source: 'pos', name: 'setMaxRedeem', args: [120.5] } }

  test('is how much may be redeemed, and which member to open', () => {
    expect(readHostMessage(heard)).toEqual({ name: 'setMaxRedeem', amount: '120.5' })
    const open = { ...heard, data: { source: 'pos', name: 'openProfile', args: [ada.toUpperCase()] } }
    expect(readHostMessage(open)).toEqual({ name: 'openProfile', profileId: ada })
  })

  test('counts only from the window that opened the portal', () => {
    expect(readHostMessage({ ...heard, isFromHost: false })).toBeNull()
  })

  test.each([
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [null],
    ['1,50'],
    [{}],
    [{ toString: null }],
    [[5]],
    ['1'.repeat(1_000_000)],
  ])('a most that means nothing (%#) allows nothing: the one before might allow too much', (most: unknown) => {
    const message = readHostMessage({ ...heard, data: { source: 'pos', name: 'setMaxRedeem', args: [most] } })
    expect(message?.name === 'setMaxRedeem' && readMaxRedeem(message.amount, 'AUD')).toBe('unreadable')
    expect(message?.name === 'setMaxRedeem' && message.amount.length).toBeLessThan(100)
  })

  test.each([
    null,
    'setMaxRedeem',
    { source: 'tillside', name: 'setMaxRedeem', args: [1] },
    { source: 'pos', name: 'setMaxRedeem', args: [1, 2] },
    { source: 'pos', name: 'setMaxRedeem' },
    { source: 'pos', name: 'openProfile', args: ['../../till'] },
    { source: 'pos', name: 'somethingElse', args: [1] },
  ])('is left alone when it means nothing: %j', (data) => {
    expect(readHostMessage({ ...heard, data })).toBeNull()
  })
})
