import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import { ADDRESS_LENGTH_MAX, LOCAL_PART_LENGTH_MAX, SENDER_NAME_LENGTH_MAX } from '../../kernel/limits.ts'

/** Whom a mail is from (RFC 5322, 3.4): an address, and a name that may be empty. */
export type Mailbox = { readonly name: string; readonly address: string }

/** Reads an address with a name before it or not; null where it is neither, or more than one. */
export const readMailbox = (text: string): Mailbox | null => {
  if (!text.isWellFormed() || CONTROL.test(text)) return null
  const [only, ...others] = addressparser(text)
  if (only?.address === undefined || others.length > 0) return null
  const address = readAddress(only.address)
  const name = (only.name ?? '').trim()
  return address === null || name.length > SENDER_NAME_LENGTH_MAX ? null : { name, address }
}

/**
 * Reads an address into the form in which it goes over the wire: a domain that is not ASCII becomes Punycode. Null for what no mail
 * service of ours takes: quoted local parts, local parts that are not ASCII (RFC 6531, which SES does not speak), domains in brackets.
 */
export const readAddress = (text: string): string | null => {
  const [local, domain, ...more] = text.split('@')
  if (local === undefined || domain === undefined || more.length > 0) return null
  if (local.length > LOCAL_PART_LENGTH_MAX || !DOT_ATOM.test(local)) return null
  // What a domain may hold is asked first: the conversion drops and decodes characters as browsers do.
  const ascii = DOMAIN_CHARACTERS.test(domain) ? domainToASCII(domain) : ''
  const address = `${local}@${ascii}`
  return HOST.test(ascii) && address.length <= ADDRESS_LENGTH_MAX ? address : null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const DOT_ATOM = /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/
const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.\-\u200c\u200d]+$/u
/** Two labels at least: nobody's mail goes to a bare name. */
const HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i
