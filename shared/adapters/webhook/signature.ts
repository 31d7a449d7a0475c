/** Signatures after Standard Webhooks (https://www.standardwebhooks.com), so that receivers have a library for them already. */
import { createHmac, type KeyObject } from 'node:crypto'
import { SECOND_MS } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** The headers of one attempt. The id stays the same with every attempt; the instant, and so the signature, does not. */
export const signedHeaders = (secret: KeyObject, id: string, body: string, now: EpochMs): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(now / SECOND_MS))
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

/** A secret as receivers are given it. */
export const secretText = (secret: KeyObject): string => `whsec_${secret.export().toString('base64')}`
