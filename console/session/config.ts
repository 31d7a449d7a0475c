/** What a deployed console is told beside its files: who signs people in, and where the API is. On one's own machine it is told nothing. */

/** The user pool's own pages, where people sign in. */
export type SignIn = {
  /** Where its pages are: `https://example.auth.eu-west-1.amazoncognito.com`. */
  readonly domain: string
  readonly clientId: string
  /** What it calls itself in what it signs. */
  readonly issuer: string
}

export type Config = {
  /** Null: nobody signs in here. */
  readonly signIn: SignIn | null
  /** Where the API is; empty: where the page comes from. */
  readonly api: string
}

const OWN_MACHINE: Config = { signIn: null, api: '' }

/** Reads `/config.json`. Where there is none, this is a process on somebody's own machine. */
export const readConfig = async (): Promise<Config> => {
  try {
    const response = await fetch('/config.json', { credentials: 'same-origin', cache: 'no-cache' })
    return response.ok ? configOf((await response.json()) as unknown) : OWN_MACHINE
  } catch {
    return OWN_MACHINE
  }
}

/** Parts that are missing or no addresses are empty: {@link isWhole}. */
export const configOf = (given: unknown): Config => {
  const { cognito, api } = asRecord(given)
  const { domain, clientId, issuer } = asRecord(cognito)
  return {
    signIn: cognito === undefined ? null : { domain: originOf(domain), clientId: textOf(clientId), issuer: textOf(issuer) },
    api: api === undefined ? '' : originOf(api),
  }
}

/** Whether somebody can sign in by it. */
export const isWhole = ({ domain, clientId, issuer }: SignIn): boolean => domain !== '' && clientId !== '' && issuer !== ''

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const originOf = (value: unknown): string => URL.parse(textOf(value))?.origin ?? ''
