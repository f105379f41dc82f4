// Where nothing is sent: to this machine and to what stands beside it. Whoever may make a webhook could otherwise have the
// server speak to what only the server can reach.
import { BlockList, isIP } from 'node:net'

const forbidden = new BlockList()

const networks4: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by a carrier's customers
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local; the metadata of clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]
for (const [address, bits] of networks4) forbidden.addSubnet(address, bits, 'ipv4')

/**
 * Only 2000::/3 is the open Internet. All else is local in some way, or holds an IPv4 address in a form that a gateway would
 * turn back; and so do these parts of it.
 */
const open6 = new BlockList()
open6.addSubnet('2000::', 3, 'ipv6')
const networks6: readonly (readonly [address: string, bits: number])[] = [
  ['2001::', 23], // protocol assignments, tunnels
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
]
for (const [address, bits] of networks6) forbidden.addSubnet(address, bits, 'ipv6')

/** Whether nothing may be sent to an IP address; what is no IP address at all is forbidden too. */
export function isForbidden(address: string): boolean {
  // A zone, as in fe80::1%eth0, is only there on local addresses.
  switch (isIP(address)) {
    case 4:
      return forbidden.check(address, 'ipv4')
    case 6:
      return !open6.check(address, 'ipv6') || forbidden.check(address, 'ipv6')
    default:
      return true
  }
}

/** The host of a URL as an IP address, or null when it is a name. URLs write every form of an IPv4 address with dots. */
export function literalOf({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 ? null : bare
}
