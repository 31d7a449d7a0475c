/**
 * Names in the path of the API. A gateway may decode a path before we see it, cut it at a question mark that was written `%3F`, or take
 * two dots for a way upwards; so whatever is not plain goes as base64url behind a tilde, which everybody leaves as it is.
 */

/** A name as a part of a path. */
export const pathPart = (name: string): string => (PLAIN.test(name) ? name : `~${base64url(name)}`)

/** The same without dots: of a page of the console, what follows one would be taken for the ending of a file. */
export const plainPart = (name: string): string => (name.includes('.') ? `~${base64url(name)}` : pathPart(name))

/** The name that a part of a path is; null: it is none. */
export const nameOfPart = (part: string): string | null => {
  if (!part.startsWith('~')) return part
  try {
    const text = atob(part.slice(1).replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
  } catch {
    return null
  }
}

/** Begins with no dot, so that it is never a way upwards. */
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

const base64url = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
