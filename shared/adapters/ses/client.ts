import { SESClient, type SESClientConfig } from '@aws-sdk/client-ses'
import { MAIL_CALL_MS, MAIL_CALLS_AT_ONCE, MAIL_CONNECT_MS, MAIL_CONNECTION_IDLE_MS } from '../../kernel/limits.ts'

/** Where SES is and who asks; what is left out the SDK finds as it always does. */
export type SesPlace = Pick<SESClientConfig, 'region' | 'endpoint' | 'credentials'>

type Waits = { readonly callMs?: number; readonly idleMs?: number }

/** A client that tries once: a mail whose answer was lost may have been taken. */
export const sesClient = (place: SesPlace, { callMs = MAIL_CALL_MS, idleMs = MAIL_CONNECTION_IDLE_MS }: Waits = {}): SESClient => {
  const agent = { keepAlive: true, maxSockets: 2 * MAIL_CALLS_AT_ONCE, timeout: idleMs }
  return new SESClient({
    ...place,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(MAIL_CONNECT_MS, callMs),
      requestTimeout: callMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}
