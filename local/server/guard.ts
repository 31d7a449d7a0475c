/** Who may ask: this machine under its own name, publishers with the key, and of all web pages only our own. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Addresses under which a page of this machine is reached. Any other name in `Host` is DNS rebinding: a foreign page that resolves to us. */
export const isOwnHost = ({ host }: IncomingHttpHeaders, port: number): boolean =>
  host !== undefined && OWN_NAMES.some((name) => host === `${name}:${port}` || (port === 80 && host === name))

/** A request without `Origin` comes from no page, or from our own. */
export const isOwnOrigin = ({ origin, host }: IncomingHttpHeaders): boolean => origin === undefined || origin === `http://${host}`

/** Browsers say themselves when another site's page asks, also where they leave `Origin` out. */
export const isFromOtherSite = (headers: IncomingHttpHeaders): boolean => {
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** Compares without telling by its time how much of a guess was right. */
export const isSameSecret = (shown: string | null, secret: string): boolean =>
  timingSafeEqual(sha256(shown ?? ''), sha256(secret)) && shown !== null

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]']

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
