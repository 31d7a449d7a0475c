import type { MailPage } from '../../../shared/contract/api.ts'

/**
 * A mail's page, closed: besides the sandbox of the frame, which runs no script and sends no form, and besides the policy it inherits from
 * ours, it may load nothing at all but the pictures it carries itself. Our own links in it open in a tab of their own, at this server,
 * wherever it was reached when the mail was written; what others it links to opens nowhere. `scheme` is what a mail program says at
 * day and at night.
 */
export const closedPage = (
  { html, unsubscribe }: Pick<MailPage, 'html' | 'unsubscribe'>,
  scheme: 'light' | 'dark',
  here: string,
): string => {
  const page = new DOMParser().parseFromString(
    html.replaceAll(AT_NIGHT, scheme === 'dark' ? '(min-width: 0)' : '(max-width: 0)'),
    'text/html',
  )
  const ours = originOf(unsubscribe)
  for (const link of page.querySelectorAll('a, area')) {
    const target = ownLink(link.getAttribute('href'), ours)
    for (const name of ['href', 'xlink:href', 'target', 'ping', 'download']) link.removeAttribute(name)
    if (target === null) continue
    link.setAttribute('href', here + target)
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer')
  }
  for (const base of page.querySelectorAll('base')) base.remove()
  return `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}">${page.documentElement.outerHTML}`
}

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
const AT_NIGHT = /\(\s*prefers-color-scheme:\s*dark\s*\)/gi

/** Paths of the pages that links of mails lead to. */
const PUBLIC_PATH = /^\/[a-z]\/[\w-]+$/

/** The path of a link that is one of ours; null: it leads elsewhere. */
const ownLink = (href: string | null, ours: string | null): string | null => {
  if (href === null || ours === null || !URL.canParse(href)) return null
  const { origin, pathname, search } = new URL(href)
  return origin === ours && PUBLIC_PATH.test(pathname) ? pathname + search : null
}

const originOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).origin : null)
