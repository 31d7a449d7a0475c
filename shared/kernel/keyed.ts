/** One secret of an installation, and what is made with it: digests that only we can compute, and sealed links. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { assert } from './assert.ts'
import { SECRET_BYTES } from './limits.ts'
import { type Sealer, sealerOf } from './sealed.ts'
import { type AddressDigest, addressDigest, type CustomerDigest, customerDigest, type CustomerId } from './words.ts'

export type Keys = Sealer & {
  /** The same for every spelling of one mailbox (see {@link normalAddress}). */
  readonly addressDigest: (address: string) => AddressDigest
  /** Under which we remember that a customer was erased. */
  readonly customerDigest: (id: CustomerId) => CustomerDigest
  /** What calls to other servers are signed with. Printed or turned into JSON it shows nothing. */
  readonly webhooks: Secret
}

/** The secret of an installation. Printed or turned into JSON it shows nothing. */
export type Secret = KeyObject

/** Takes exactly {@link SECRET_BYTES} bytes. */
export const secretOf = (bytes: Uint8Array): Secret => {
  assert(bytes.length === SECRET_BYTES, `a secret has ${SECRET_BYTES} bytes`)
  return createSecretKey(bytes)
}

/** What a replay takes for a secret: none at all, but the same every time. Nothing a replay writes reaches anybody. */
export const bytesOfSeed = (seed: string): Uint8Array => new Uint8Array(createHmac('sha256', 'rekindle replay').update(seed).digest())

/** Derives a key for each use from the secret (HKDF, RFC 5869), so that what one use gives away helps nobody with another. */
export const keysOf = (secret: Secret): Keys => {
  const address = keyOf(secret, 'address digest')
  const customer = keyOf(secret, 'customer digest')
  const sealer = sealerOf(keyOf(secret, 'sealed: proof'), keyOf(secret, 'sealed: cipher'))
  return {
    addressDigest: (text) => addressDigest(keyedDigest(address, normalAddress(text))),
    customerDigest: (id) => customerDigest(keyedDigest(customer, id)),
    webhooks: keyOf(secret, 'webhook signatures'),
    seal: sealer.seal,
    open: sealer.open,
  }
}

/**
 * One spelling for one mailbox: without space around it, in lower case, its domain as mail servers write it (punycode). Dots and
 * what stands after a `+` stay: they mean something to all providers but one.
 */
export const normalAddress = (address: string): string => {
  const text = address.trim().normalize('NFC').toLowerCase()
  const at = text.lastIndexOf('@')
  return at < 0 ? text : `${text.slice(0, at)}@${asciiDomain(text.slice(at + 1))}`
}

const keyOf = (secret: Secret, use: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `rekindle/1/${use}`, SECRET_BYTES)))

/** 128 bits, as in `digestOf`. */
const keyedDigest = (key: KeyObject, text: string): string => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)

/** What is ASCII already, and what no domain is, stays as it is. */
const asciiDomain = (domain: string): string => {
  const plain = /^[\x20-\x7e]*$/.test(domain) || /[\s/\\?#:@%]/.test(domain)
  return plain ? domain : domainToASCII(domain) || domain
}
