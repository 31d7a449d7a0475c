/**
 * What an answer of SES, or none, says about a mail: a pure reading of what the SDK throws. No word of the service's own passes through:
 * its messages repeat addresses, and what we say must hold none.
 */
import { PAUSED_BY_SERVICE_MS, THROTTLED_MS } from '../../kernel/limits.ts'
import type { MailAnswer } from '../../ports/mailer.ts'

export type Failure = Exclude<MailAnswer, { readonly type: 'accepted' }>

/** What of a thrown value is looked at. */
type Thrown = {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly syscall?: unknown
  readonly errors?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/**
 * In doubt it is `unknown`: the mail is then never sent again. `not-sent` and `throttled` are promises that SES did not take it. After a
 * 5xx or half an answer nobody knows.
 */
export const readFailure = (thrown: unknown): Failure => {
  const error: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : {}
  const name = typeof error.name === 'string' ? error.name : ''
  const status = error.$metadata?.httpStatusCode
  if (name === 'CredentialsProviderError') return { type: 'not-sent', detail: 'there are no AWS credentials' }
  if (error.$fault === undefined) return readSilence(error, name)
  if (status === undefined || status < 400 || status >= 500 || status === 408 || !CODE.test(name)) {
    return { type: 'unknown', detail: `SES answered with ${status === undefined ? 'what it never answers with' : `status ${status}`}` }
  }
  return readRefusal(name, status, typeof error.message === 'string' ? error.message : '')
}

/** Codes are words; anything else came from somebody who is not SES. */
const CODE = /^(?!Error$|Unknown)[A-Za-z][A-Za-z0-9.]{2,63}$/

const readRefusal = (code: string, status: number, message: string): Failure => {
  const paused = PAUSED[code]
  if (paused !== undefined) return { type: 'throttled', detail: paused, retryAfterMs: PAUSED_BY_SERVICE_MS }
  if (THROTTLING.includes(code) || status === 429) {
    return /daily/i.test(message)
      ? { type: 'throttled', detail: 'the daily quota of SES is used up', retryAfterMs: PAUSED_BY_SERVICE_MS }
      : { type: 'throttled', detail: 'SES takes no more mails a second', retryAfterMs: THROTTLED_MS }
  }
  if (status === 401 || status === 403 || NOT_KNOWN.includes(code)) {
    return { type: 'not-sent', detail: `SES does not let us in (${code})` }
  }
  const because = code === 'MessageRejected' ? rejectionIn(message) : REJECTED[code]
  return { type: 'rejected', detail: because === undefined ? `SES refused it (${code})` : `SES refused it: ${because} (${code})` }
}

const PAUSED: Readonly<Record<string, string>> = {
  AccountSendingPausedException: 'sending is paused for the AWS account',
  ConfigurationSetSendingPausedException: 'sending is paused for the configuration set',
}
const THROTTLING = ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'RequestThrottled', 'TooManyRequestsException', 'SlowDown']
/** Codes about who asks, where they come with another status than 403. */
const NOT_KNOWN = ['InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredToken', 'ExpiredTokenException', 'RequestExpired']
const REJECTED: Readonly<Record<string, string>> = {
  MailFromDomainNotVerifiedException: 'the MAIL FROM domain is not verified',
  ConfigurationSetDoesNotExistException: 'there is no such configuration set',
  InvalidParameterValue: 'it does not take a value of this mail',
  InvalidParameterValueException: 'it does not take a value of this mail',
  ValidationError: 'it does not take a value of this mail',
}

const rejectionIn = (message: string): string | undefined => {
  if (/not verified/i.test(message)) return 'an address or its domain is not verified'
  if (/virus|malware/i.test(message)) return 'it takes the content for harmful'
  return /too (?:long|large)|size|length/i.test(message) ? 'it is too large' : undefined
}

/** Nothing came back that could be read. Only what broke before there was a connection is certain not to have left. */
const readSilence = (error: Thrown, name: string): Failure => {
  if (neverConnected(error)) return { type: 'not-sent', detail: 'SES could not be reached' }
  // The SDK calls a connection that was reset a time-out.
  const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
  if (!isReset && (name === 'TimeoutError' || name === 'AbortError')) return { type: 'unknown', detail: 'SES did not answer in time' }
  return { type: 'unknown', detail: 'the connection to SES broke before it answered' }
}

const neverConnected = (error: Thrown): boolean => {
  // Several addresses of one name were tried, one after the other.
  if (Array.isArray(error.errors) && error.errors.length > 0) return error.errors.every((one: Thrown) => neverConnected(one))
  if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') return true
  if (typeof error.code === 'string' && CERTIFICATE.test(error.code)) return true
  return error.name === 'TimeoutError' && typeof error.message === 'string' && error.message.includes('did not establish a connection')
}

/** Node checks the server's certificate before it writes a byte of the request. */
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/
