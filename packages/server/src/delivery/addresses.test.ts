import { expect, test } from 'vitest'

import { isForbidden, literalOf } from './addresses.ts'

test.each([
  ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::']],
  ['private networks', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
  ['link-local, and the metadata of clouds', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254']],
  ['a carrier’s network', ['100.64.0.1', '100.127.255.255']],
  ['multicast and broadcast', ['224.0.0.1', '255.255.255.255', 'ff02::1']],
  ['reserved and documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.9', '240.0.0.1', '2001:db8::1', '3fff::1']],
  [
    'IPv4 in the clothes of IPv6',
    ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ],
  ['no address at all', ['', 'localhost', '127.1', '0x7f.0.0.1', '1.2.3.4.5']],
])('nothing is sent to %s', (_, addresses) => {
  expect(addresses.filter((address) => !isForbidden(address))).toEqual([])
})

test('the open Internet is open', () => {
  const open = ['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001::200e']
  expect(open.filter(isForbidden)).toEqual([])
})

test.each([
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f000001/', '127.0.0.1'],
  ['http://0177.0.0.1/', '127.0.0.1'],
  ['http://127.1/', '127.0.0.1'],
  ['http://[::ffff:127.0.0.1]:8080/', '::ffff:7f00:1'],
  ['http://①②⑦.0.0.1/', '127.0.0.1'],
  ['http://127.0.0.1./', '127.0.0.1'],
  ['https://hooks.example.com/', null],
])('the host of %s is read as %s', (url, literal) => {
  expect(literalOf(new URL(url))).toBe(literal)
})
