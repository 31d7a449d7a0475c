/**
 * Who is at this page. The access token lives in memory; the refresh token in the storage of this tab, which ends with it: nothing that
 * opens the API is left in a browser, in an address, or in a log.
 */
import { useSyncExternalStore } from 'react'
import { type Config, isWhole, readConfig, type SignIn } from './config.ts'
import {
  type Attempt,
  codeOf,
  newAttempt,
  revoke,
  signInAddress,
  signOutAddress,
  type Tokens,
  tokensForCode,
  tokensForRefresh,
} from './oidc.ts'
import type { Out } from './out.ts'

export type Session =
  /** Nobody signs in: this is one's own machine. */
  | { readonly type: 'open' }
  | { readonly type: 'in' }
  /** `because` null: nobody has signed in yet. */
  | { readonly type: 'out'; readonly because: Out | null }

const CALLBACK = '/signed-in'
const ATTEMPT = 'rekindle.sign-in'
const REFRESH = 'rekindle.refresh'
/** A token is renewed while it still holds: what is asked with it is on its way for a while. */
const EARLY_MS = 60_000

let config: Config = { signIn: null, api: '' }
let session: Session = { type: 'open' }
let tokens: Tokens | null = null
let renewing: Promise<Renewed> | null = null
const readers = new Set<() => void>()

const put = (next: Session): void => {
  session = next
  for (const reader of readers) reader()
}

const subscribe = (reader: () => void): (() => void) => {
  readers.add(reader)
  return () => readers.delete(reader)
}

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session)

/** Whether people sign in here at all. */
export const isDeployed = (): boolean => config.signIn !== null

/** Where the API is. */
export const apiOrigin = (): string => config.api

/** Finds out who is here: before anything is shown, so that no page is drawn for somebody who may not see it. */
export const beginSession = async (): Promise<void> => {
  config = await readConfig()
  const { signIn: at } = config
  if (at === null) return put({ type: 'open' })
  if (!isWhole(at)) return put({ type: 'out', because: { type: 'misconfigured' } })
  if (location.pathname === CALLBACK) return comeBack(at)
  const refresh = stored(REFRESH)
  if (refresh === null) return put({ type: 'out', because: null })
  const renewed = await renew(at)
  put(renewed.type === 'ended' ? { type: 'out', because: { type: 'ended' } } : { type: 'in' })
}

/** Leads to the sign-in page; afterwards to where one is now. */
export const signIn = async (): Promise<void> => {
  const { signIn: at } = config
  if (at === null || !isWhole(at)) return
  const attempt = newAttempt(location.pathname === CALLBACK ? '/' : location.pathname + location.search)
  store(ATTEMPT, JSON.stringify(attempt))
  location.assign(await signInAddress(at, attempt, location.origin + CALLBACK))
}

/** Forgets who is here: in this tab, at the API, and at the sign-in page. */
export const signOut = async (): Promise<void> => {
  const { signIn: at } = config
  const refresh = stored(REFRESH)
  forget()
  if (at === null) return
  if (refresh !== null) await revoke(at, refresh)
  location.assign(signOutAddress(at, `${location.origin}/`))
}

/** What is shown to the API. `none`: nobody signs in here; `ended`: whoever was here has to sign in again; `away`: nobody can tell now. */
export type Shown = { readonly type: 'token'; readonly token: string } | { readonly type: 'none' | 'ended' | 'away' }
type Renewed = Exclude<Shown, { readonly type: 'none' }>

/** `after`: a token that the API turned away, so that another is needed. */
export const tokenToShow = async (after: string | null = null): Promise<Shown> => {
  const { signIn: at } = config
  if (at === null) return { type: 'none' }
  if (tokens !== null && tokens.access !== after && tokens.expiresAt - EARLY_MS > Date.now()) return { type: 'token', token: tokens.access }
  const renewed = await renew(at)
  if (renewed.type === 'ended') endSession()
  return renewed
}

/** The API turned away even a new token. */
export const endSession = (): void => {
  forget()
  put({ type: 'out', because: { type: 'ended' } })
}

/** One renewal for all who wait: a refresh token may be good for one use only. */
const renew = (at: SignIn): Promise<Renewed> => {
  renewing ??= renewed(at).finally(() => {
    renewing = null
  })
  return renewing
}

const renewed = async (at: SignIn): Promise<Renewed> => {
  const refresh = stored(REFRESH)
  if (refresh === null) return { type: 'ended' }
  const answer = await tokensForRefresh(at, refresh)
  if (!answer.ok) {
    if (answer.because.type === 'away') return { type: 'away' }
    forget()
    return { type: 'ended' }
  }
  keep(answer.value)
  return { type: 'token', token: answer.value.access }
}

/** From the sign-in page, with its answer in the address, which is taken away at once. */
const comeBack = async (at: SignIn): Promise<void> => {
  const answer = new URLSearchParams(location.search)
  const attempt = attemptOf(stored(ATTEMPT))
  drop(ATTEMPT)
  history.replaceState(null, '', attempt?.back ?? '/')
  const code = codeOf(answer, attempt)
  if (!code.ok || attempt === null) return put({ type: 'out', because: code.ok ? { type: 'not-ours' } : code.because })
  const got = await tokensForCode(at, code.value, attempt, location.origin + CALLBACK)
  if (!got.ok) return put({ type: 'out', because: got.because })
  keep(got.value)
  put({ type: 'in' })
}

const keep = (got: Tokens): void => {
  tokens = got
  if (got.refresh !== null) store(REFRESH, got.refresh)
}

const forget = (): void => {
  tokens = null
  drop(REFRESH)
}

/** Only a place of our own: what stands in a storage may be another's. */
const attemptOf = (text: string | null): Attempt | null => {
  try {
    const { state, nonce, verifier, back } = JSON.parse(text ?? 'null') as Attempt
    if ([state, nonce, verifier].some((one) => typeof one !== 'string' || one === '')) return null
    return { state, nonce, verifier, back: typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : '/' }
  } catch {
    return null
  }
}

const stored = (key: string): string | null => sessionStorage.getItem(key)
const store = (key: string, value: string): void => sessionStorage.setItem(key, value)
const drop = (key: string): void => sessionStorage.removeItem(key)
