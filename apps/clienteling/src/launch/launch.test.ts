import { expect, test } from 'vitest'

import { hasSale, keepLaunchSearch, launchAddressOf, parseLaunchSearch, readLaunch, readMaxRedeem } from './launch.ts'

test('what the POS says in the address is kept as it was written, and nothing else is', () => {
  const search = keepLaunchSearch({ storeId: '0014', staffId: '2207', type: 'MobilePOS', page: '2', terminalId: '' })
  expect(search).toEqual({ staffId: '2207', storeId: '0014', type: 'MobilePOS' })
  expect(readLaunch(search)).toEqual({
    staffId: '2207',
    storeId: '0014',
    terminalId: null,
    type: 'MobilePOS',
    maxRedeem: null,
    hostOrigin: null,
  })
})

test('what an address says twice is taken once, and what it says differently allows nothing', () => {
  const launchOf = (text: string) => readLaunch(keepLaunchSearch(parseLaunchSearch(text)))
  expect(launchOf('?max_redeem=10&storeId=14&max_redeem=10')).toMatchObject({ maxRedeem: '10', storeId: '14' })
  const odd = launchOf('?max_redeem=10&type=POS&max_redeem=1000&type=Zendesk')
  expect([readMaxRedeem(odd.maxRedeem, 'AUD'), hasSale(odd)]).toEqual(['unreadable', false])
})

test('an address is the same one however it is written, as long as it says the same of the sale', () => {
  const at = launchAddressOf('?max_redeem=50&terminalId=T3')
  expect(launchAddressOf('?terminalId=T3&type=POS&utm=x&max_redeem=50&storeId=')).toBe(at)
  expect(['?max_redeem=60&terminalId=T3', '?max_redeem=50', ''].map(launchAddressOf)).not.toContain(at)
})

test('a sale is there for a POS, a phone and a tablet, and not for administration or customer service', () => {
  const typeOf = (type?: string) => readLaunch(keepLaunchSearch({ type }))
  expect(['POS', 'pos', 'MobilePOS', 'Tablet', undefined].map((type) => hasSale(typeOf(type)))).toEqual(
    Array.from({ length: 5 }, () => true),
  )
  expect(['Administration', 'Zendesk', 'zendesk', 'Kiosk'].map((type) => hasSale(typeOf(type)))).toEqual(
    Array.from({ length: 4 }, () => false),
  )
})

test('the most that may be redeemed is read to the cent, rounded down, in the shop’s currency', () => {
  expect(readMaxRedeem('120', 'AUD')).toBe(12_000)
  expect(readMaxRedeem('120.5', 'AUD')).toBe(12_050)
  expect(readMaxRedeem('120.559', 'AUD')).toBe(12_055)
  expect(readMaxRedeem('120.9', 'JPY')).toBe(120)
  expect(readMaxRedeem('1.5', 'KWD')).toBe(1_500)
  expect(readMaxRedeem('0', 'AUD')).toBe(0)
  expect(readMaxRedeem(String(0.1 + 0.2), 'AUD')).toBe(30)
  expect(readMaxRedeem(String(1.1 * 3), 'AUD')).toBe(330)
  expect(readMaxRedeem('59.969999999999995', 'AUD')).toBe(5_997)
  expect(readMaxRedeem(null, 'AUD')).toBeNull()
})

test.each(['', '-5', '1e3', '12,50', 'NaN', '0x10', ' 12', '9'.repeat(13)])(
  'a most that cannot be read (%j) is not taken for none',
  (text) => expect(readMaxRedeem(text, 'AUD')).toBe('unreadable'),
)
