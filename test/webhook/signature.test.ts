import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { secretText, signedHeaders } from '../../shared/adapters/webhook/signature.ts'
import { keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'

const VECTOR = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** As a receiver verifies who reads the specification, and none of our code. */
const verifies = (secret: string, headers: Readonly<Record<string, string>>, body: string): boolean => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
  const expected = createHmac('sha256', key).update(signed, 'utf8').digest()
  return (headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const [version, signature = ''] = one.split(',')
    const given = Buffer.from(signature, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}

describe('a signature', () => {
  it('is that of the specification’s own libraries', () => {
    const secret = createSecretKey(Buffer.from(VECTOR, 'base64'))
    const headers = signedHeaders(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', epochMs(1_614_265_330_999))
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
    expect(secretText(secret)).toBe(`whsec_${VECTOR}`)
  })

  it('is verified by who was shown the secret, and stands for id, instant and body', () => {
    const keys = keysOf(secretOf(new Uint8Array(SECRET_BYTES).fill(7)))
    const [body, secret] = ['{"näme":"Zoë 🙂"}', secretText(keys.webhooks)]
    const headers = signedHeaders(keys.webhooks, 'call-1', body, epochMs(1_700_000_000_000))
    expect(verifies(secret, headers, body)).toBe(true)
    const others = [
      verifies(secret, headers, `${body} `),
      verifies(secret, { ...headers, 'webhook-id': 'call-2' }, body),
      verifies(secret, { ...headers, 'webhook-timestamp': '1700000001' }, body),
      verifies(secretText(keysOf(secretOf(new Uint8Array(SECRET_BYTES).fill(8))).webhooks), headers, body),
    ]
    expect(others).toEqual([false, false, false, false])
    // The specification asks for 24 to 64 bytes.
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(SECRET_BYTES)
  })

  it('shows no secret where keys are printed', () => {
    const keys = keysOf(secretOf(new Uint8Array(SECRET_BYTES).fill(7)))
    expect(JSON.stringify(keys)).not.toContain(secretText(keys.webhooks).slice('whsec_'.length))
  })
})
