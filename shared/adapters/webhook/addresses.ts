/**
 * Which addresses may be called: those of the open internet. A campaign's author must not reach what only our own machines may: services
 * on this machine, in its network, and the cloud's metadata, which hands out credentials. https://www.iana.org/assignments/iana-ipv4-special-registry
 */
import { BlockList, isIP } from 'node:net'

/** Why an address may not be called; null: it may. */
export const whyNot = (address: string, allowsLoopback: boolean): string | null => {
  const bare = address.split('%')[0] ?? ''
  const kind = isIP(bare)
  if (kind === 0) return 'it has no address'
  if (allowsLoopback && LOOPBACK.check(bare, kind === 4 ? 'ipv4' : 'ipv6')) return null
  const isOpen = kind === 4 ? !CLOSED.check(bare, 'ipv4') : OPEN_6.check(bare, 'ipv6') && !CLOSED_6.check(bare, 'ipv6')
  return isOpen ? null : 'its address is not of the open internet'
}

const listOf = (kind: 'ipv4' | 'ipv6', ...subnets: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', bits = ''] = subnet.split('/')
    list.addSubnet(address, Number(bits), kind)
  }
  return list
}

const LOOPBACK = listOf('ipv4', '127.0.0.0/8')
LOOPBACK.addAddress('::1', 'ipv6')

/** This network, private, shared, loopback, link-local and metadata, special, documentation, benchmarks, multicast, reserved. */
const CLOSED = listOf(
  'ipv4',
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
)

/** Of IPv6 what is given out at all: with it go mapped and translated IPv4, unique local, link-local, multicast and loopback. */
const OPEN_6 = listOf('ipv6', '2000::/3')
/** Protocol assignments with Teredo, documentation, and 6to4, which wraps any IPv4. */
const CLOSED_6 = listOf('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20')
