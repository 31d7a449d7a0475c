/** Stands for nodemailer's own Punycode: Node's knows the same. */
import { domainToASCII, domainToUnicode } from 'node:url'

export const toASCII = domainToASCII
export const toUnicode = domainToUnicode
