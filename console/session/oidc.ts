/**
 * Signing in by OpenID Connect: the authorization code flow with PKCE, as a public client does it (RFC 6749, RFC 7636, RFC 7009). Values in,
 * values out; what is kept, and where, is the business of `session.ts`.
 */
import type { SignIn } from './config.ts'
import type { NotSignedIn } from './out.ts'

/** One attempt to sign in: what the answer is held against. */
export type Attempt = { readonly state: string; readonly nonce: string; readonly verifier: string; readonly back: string }

export type Tokens = {
  /** Shown to the API, and kept in memory alone. */
  readonly access: string
  readonly expiresAt: number
  /** Null: none came with this answer, and an earlier one stays good. */
  readonly refresh: string | null
}

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: NotSignedIn }

export const newAttempt = (back: string): Attempt => ({ state: chance(), nonce: chance(), verifier: chance(), back })

/** Where somebody is sent to sign in. */
export const signInAddress = async ({ domain, clientId }: SignIn, attempt: Attempt, callback: string): Promise<string> => {
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier))))
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback,
    scope: 'openid',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  return `${domain}/oauth2/authorize?${asked}`
}

/** Where somebody is sent to be forgotten by the sign-in page, too. */
export const signOutAddress = ({ domain, clientId }: SignIn, back: string): string =>
  `${domain}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: back })}`

/** The code of an answer, held against the attempt it must be of. */
export const codeOf = (answer: URLSearchParams, attempt: Attempt | null): Answered<string> => {
  const [code, state, error] = [answer.get('code'), answer.get('state'), answer.get('error')]
  if (attempt === null || state === null || state !== attempt.state) return { ok: false, because: { type: 'not-ours' } }
  if (error !== null) return { ok: false, because: { type: 'refused', code: error } }
  return code === null ? { ok: false, because: { type: 'not-ours' } } : { ok: true, value: code }
}

/** Tokens for a code. The id token is looked at once, that all of it was made for this attempt, and then let go. */
export const tokensForCode = async (at: SignIn, code: string, attempt: Attempt, callback: string): Promise<Answered<Tokens>> => {
  const asked = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: attempt.verifier }
  const answer = await askTokens(at, asked)
  if (!answer.ok) return answer
  return isForUs(at, answer.value, attempt.nonce) ? tokensIn(answer.value) : { ok: false, because: { type: 'not-for-us' } }
}

export const tokensForRefresh = async (at: SignIn, refresh: string): Promise<Answered<Tokens>> => {
  const answer = await askTokens(at, { grant_type: 'refresh_token', refresh_token: refresh })
  return answer.ok ? tokensIn(answer.value) : answer
}

/** Takes a refresh token out of use. Where that fails it ends by itself. */
export const revoke = async ({ domain, clientId }: SignIn, refresh: string): Promise<void> => {
  const body = new URLSearchParams({ token: refresh, client_id: clientId })
  await fetch(`${domain}/oauth2/revoke`, { ...PLAIN, method: 'POST', body, keepalive: true }).catch(() => undefined)
}

type Json = Readonly<Record<string, unknown>>

/** No cookie goes along: the token endpoint knows us by what we send. */
const PLAIN = { credentials: 'omit', cache: 'no-store', redirect: 'error' } as const

const askTokens = async ({ domain, clientId }: SignIn, asked: Readonly<Record<string, string>>): Promise<Answered<Json>> => {
  try {
    const body = new URLSearchParams({ ...asked, client_id: clientId })
    const response = await fetch(`${domain}/oauth2/token`, { ...PLAIN, method: 'POST', body })
    const said = asRecord(await response.json().catch(() => null))
    if (response.ok) return { ok: true, value: said }
    if (response.status >= 500 || response.status === 429) return { ok: false, because: { type: 'away' } }
    return { ok: false, because: { type: 'refused', code: typeof said.error === 'string' ? said.error : String(response.status) } }
  } catch {
    return { ok: false, because: { type: 'away' } }
  }
}

const tokensIn = ({ access_token: access, expires_in: seconds, refresh_token: refresh }: Json): Answered<Tokens> => {
  if (typeof access !== 'string' || typeof seconds !== 'number') return { ok: false, because: { type: 'not-for-us' } }
  return { ok: true, value: { access, expiresAt: Date.now() + seconds * 1_000, refresh: typeof refresh === 'string' ? refresh : null } }
}

/**
 * OpenID Connect Core 3.1.3.7. The token came from the token endpoint itself, over a connection that vouches for it, so its signature need
 * not be checked; what it says must be.
 */
const isForUs = ({ issuer, clientId }: SignIn, { id_token: token }: Json, nonce: string): boolean => {
  const { iss, aud, nonce: said, exp } = claimsIn(token)
  return iss === issuer && aud === clientId && said === nonce && typeof exp === 'number' && exp * 1_000 > Date.now() - SKEW_MS
}

/** How far clocks of readers may be off. */
const SKEW_MS = 5 * 60_000

const claimsIn = (token: unknown): Json => {
  try {
    const part = String(token).split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
    return asRecord(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return {}
  }
}

const asRecord = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** 256 bits that nobody guesses. */
const chance = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

const base64url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
