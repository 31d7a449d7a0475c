/** What is known of a publisher's request before its body is read: whose page it comes from, what it carries, which key it shows. */
import { isJsonObject } from '../../kernel/json.ts'
import { readJson } from './door.ts'

/** What a browser is told, where it asks for a page that may publish; null: it may not, or no browser asks. */
export const corsHeaders = (
  { origin }: { readonly origin?: string | undefined },
  origins: readonly string[],
): Readonly<Record<string, string>> | null => {
  if (origin === undefined || !origins.includes(origin)) return null
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'origin',
  }
}

/** Browser libraries send JSON as text, to save a preflight. */
export const isJsonType = (type: string | undefined): boolean =>
  type === undefined ||
  /^(application\/([\w.-]+\+)?json|application\/x-amz-json-1\.[01]|text\/plain)\s*(;|$)/i.test(type) ||
  /^application\/cloudevents-batch\+json/i.test(type)

/** The key that a request shows: as the user of Basic auth, as Segment's libraries send it; as a bearer token; or as the access key id of AWS. */
export const keyShown = ({ authorization }: { readonly authorization?: string | undefined }): string | null => {
  const [, scheme = '', rest = ''] = /^(\S+) +(.*)$/.exec(authorization ?? '') ?? []
  switch (scheme.toLowerCase()) {
    case 'basic':
      return Buffer.from(rest, 'base64').toString('utf8').split(':')[0] ?? null
    case 'bearer':
      return rest
    case 'aws4-hmac-sha256':
      return /Credential=([^/,\s]+)\//.exec(rest)?.[1] ?? null
    default:
      return null
  }
}

/** The key in a body, where browser libraries write it. */
export const keyInBody = (text: string): string | null => {
  const read = readJson(text)
  return read.ok && isJsonObject(read.value) && typeof read.value.writeKey === 'string' ? read.value.writeKey : null
}

export const WRONG_KEY = {
  path: '',
  problem: 'does not show the write key of this server',
  hint: 'Send it as the user of Basic auth, without a password.',
}
export const BUSY = { path: '', problem: 'comes while too much is waiting already', hint: 'Send it again after a second.' }
export const AWAY = { path: '', problem: 'could not be stored just now', hint: 'Send it again after a second.' }
export const BROKEN = { path: '', problem: 'met a defect of ours', hint: 'It was not taken. The log of the server says more.' }
export const NOT_JSON_TYPE = { path: '', problem: 'has a content-type that is not JSON', hint: 'Send application/json.' }
export const NOT_POSTED = { path: '', problem: 'is no POST', hint: 'Send events with POST.' }
