/**
 * A mail's page, closed: besides the sandbox of the frame, which runs no script, sends no form and opens no window, and besides the policy
 * it inherits from ours, it may load nothing at all but the pictures it carries itself. What it links to opens nowhere.
 */
export const closedPage = (html: string): string => {
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html)?.[0] ?? '<!doctype html>'
  const rest = html.startsWith(doctype) ? html.slice(doctype.length) : html
  return `${doctype}<meta http-equiv="content-security-policy" content="${POLICY}"><base target="_blank">${rest}`
}

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
