import { describe, expect, it } from 'vitest'
import { whyNot } from '../../shared/adapters/webhook/addresses.ts'

describe('an address', () => {
  it.each([
    // Sides of each boundary.
    ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.255.255.255'],
    ...['169.254.0.0', '169.254.169.254', '169.254.170.2', '169.254.255.255', '172.16.0.0', '172.31.255.255', '192.0.0.1', '192.0.2.1'],
    ...['192.168.0.0', '192.168.255.255', '198.18.0.0', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1', '239.255.255.255'],
    ...['240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::a00:1',
      '100::1',
      'fc00::1',
      'fd00:ec2::254',
    ],
    ...['fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:a00:1::', '2002:7f00:1::1', '3fff::1', '4000::1'],
    ...['localhost', '', 'shop.example', '0x7f.1', '2130706433'],
  ])('%s is not called', (address) => {
    expect(whyNot(address, false)).not.toBe(null)
  })

  it.each([
    ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1', '169.253.255.255'],
    ...['169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
    ...['2001:4860:4860::8888', '2606:4700::1111', '2a00:1450::1', '2001:200::1'],
  ])('%s is called', (address) => {
    expect(whyNot(address, false)).toBe(null)
  })

  it.each([
    { address: '127.0.0.1', isCalled: true },
    { address: '127.1.2.3', isCalled: true },
    { address: '::1', isCalled: true },
    { address: '10.0.0.1', isCalled: false },
    { address: '169.254.169.254', isCalled: false },
    { address: '::ffff:10.0.0.1', isCalled: false },
    { address: '8.8.8.8', isCalled: true },
  ])('$address where this machine may be called: $isCalled', ({ address, isCalled }) => {
    expect(whyNot(address, true) === null).toBe(isCalled)
  })
})
