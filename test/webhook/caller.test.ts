import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Resolve, webhookCaller, type WebhookOptions } from '../../shared/adapters/webhook/caller.ts'
import { keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { CALL_ANSWER_BYTES_MAX } from '../../shared/kernel/limits-effects.ts'
import { callId, epochMs } from '../../shared/kernel/words.ts'
import { answering, openReceiver, type Receiver } from './receiver.ts'

const SECRET = keysOf(secretOf(new Uint8Array(SECRET_BYTES))).webhooks
const NOW = epochMs(1_700_000_000_000)
const BODY = { customer: 'c1', plan: 'gold' }

let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
})
afterEach(() => {
  receiver.behave(answering(200))
  receiver.heard.length = 0
})
afterAll(() => receiver.close())

const call = (url: string, options: Partial<WebhookOptions> = {}, signal?: AbortSignal) =>
  webhookCaller({ secret: SECRET, allowsLoopback: true, timeoutMs: 2_000, ...options }).call(
    { id: callId('call-1'), url, body: BODY },
    NOW,
    signal,
  )

const leadingTo =
  (...addresses: readonly string[]): Resolve =>
  (_, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('a call', () => {
  it('says what the step says, as JSON, signed, with its id', async () => {
    expect(await call(`${receiver.url}/hooks?token=abc`)).toEqual({ type: 'answered', status: 200 })
    const [heard] = receiver.heard
    expect([heard?.path, JSON.parse(heard?.body ?? '')]).toEqual(['/hooks?token=abc', BODY])
    expect(heard?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'call-1', 'webhook-timestamp': '1700000000' })
    expect(heard?.headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/)
  })

  it.each([201, 204, 299, 400, 404, 408, 410, 429, 500, 503])('tells the status %i', async (status) => {
    receiver.behave(answering(status))
    expect(await call(receiver.url)).toEqual({ type: 'answered', status })
  })

  it('follows no redirect', async () => {
    receiver.behave(answering(302, { location: `${receiver.url}/elsewhere` }))
    expect(await call(receiver.url)).toEqual({ type: 'answered', status: 302 })
    expect(receiver.heard).toHaveLength(1)
  })

  it('waits for no server that never answers, nor for the end of an answer that never ends', async () => {
    receiver.behave(() => {})
    expect(await call(receiver.url, { timeoutMs: 100 })).toEqual({ type: 'silent', because: 'it did not answer in time' })
    receiver.behave((response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    })
    const began = performance.now()
    expect(await call(receiver.url, { timeoutMs: 200 })).toEqual({ type: 'answered', status: 200 })
    expect(performance.now() - began).toBeLessThan(1_500)
  })

  it('reads only so much of an answer', async () => {
    let written = 0
    receiver.behave((response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && written < 64 * CALL_ANSWER_BYTES_MAX) {
          written += 16_384
          if (!response.write(Buffer.alloc(16_384))) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    expect(await call(receiver.url)).toEqual({ type: 'answered', status: 200 })
    expect(written).toBeLessThan(64 * CALL_ANSWER_BYTES_MAX)
  })

  it.each([
    ['resets the line', (r: Receiver) => r.behave((response) => void response.socket?.resetAndDestroy())],
    ['ends the line', (r: Receiver) => r.behave((response) => void response.socket?.end())],
    ['speaks no HTTP', (r: Receiver) => r.behave((response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n'))],
    [
      'changes the protocol',
      (r: Receiver) =>
        r.behave((response) => void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')),
    ],
  ])('ends where the server %s', async (_, prepare) => {
    prepare(receiver)
    expect(await call(receiver.url)).toMatchObject({ type: 'silent' })
  })

  it('ends where nobody listens, and where it is told to', async () => {
    const gone = await openReceiver()
    await gone.close()
    expect(await call(gone.url)).toEqual({ type: 'silent', because: 'nobody listens there' })
    receiver.behave(() => {})
    const stop = new AbortController()
    const calling = call(receiver.url, {}, stop.signal)
    setTimeout(() => stop.abort(), 50)
    expect(await calling).toMatchObject({ type: 'silent' })
  })
})

describe('whom nobody may call', () => {
  const port = (): string => new URL(receiver.url).port
  it.each([
    ['a word that is no address', 'shop'],
    ['a file', 'file:///etc/passwd'],
    ['without TLS', 'http://shop.example/'],
    ['a name and a password', 'https://ann:secret@shop.example/'],
    ['this machine', 'https://127.0.0.1/'],
    ['this machine, otherwise', 'https://[::1]/'],
    ['this machine, as a number', 'https://2130706433/'],
    ['this machine, in hexadecimal', 'https://0x7f.1/'],
    ['this machine, mapped', 'https://[::ffff:127.0.0.1]/'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest/meta-data/'],
    ['a private network', 'https://10.1.2.3/'],
  ])('%s', async (_, url) => {
    expect(await call(url, { allowsLoopback: false, resolve: leadingTo('127.0.0.1') })).toMatchObject({ type: 'forbidden' })
  })

  it.each([['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['fd00:ec2::254'], ['::ffff:127.0.0.1'], ['8.8.8.8', '10.0.0.1']])(
    'a name that leads to %s',
    async (...addresses) => {
      const answer = await call('https://shop.example/', { allowsLoopback: false, resolve: leadingTo(...addresses) })
      expect(answer).toEqual({ type: 'forbidden', because: 'its address is not of the open internet' })
    },
  )

  it('a name is asked for once, and the line leads where it was looked at', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']]
    const asked: string[] = []
    const rebinding: Resolve = (host, done) => {
      asked.push(host)
      leadingTo(...(answers[asked.length - 1] ?? []))(host, done)
    }
    expect(await call(`http://shop.example:${port()}/`, { resolve: rebinding })).toEqual({ type: 'answered', status: 200 })
    expect(asked).toEqual(['shop.example'])
    expect(await call(`http://shop.example:${port()}/`, { resolve: rebinding })).toMatchObject({ type: 'forbidden' })
    expect(receiver.heard).toHaveLength(1)
  })

  it('without TLS only this machine, and only where that was asked for; and nobody else where nothing leaves', async () => {
    const [local, far] = [leadingTo('127.0.0.1'), leadingTo('93.184.216.34')]
    expect(await call(receiver.url, { allowsLoopback: false })).toMatchObject({ type: 'forbidden' })
    expect(await call(`http://shop.example:${port()}/`, { resolve: far })).toMatchObject({
      type: 'forbidden',
      because: 'only https is called',
    })
    expect(await call('https://shop.example/', { resolve: far, onlyLoopback: true })).toMatchObject({ type: 'forbidden' })
    expect(await call(`http://shop.example:${port()}/`, { resolve: local, onlyLoopback: true })).toEqual({ type: 'answered', status: 200 })
  })

  it('and a name that leads nowhere is no reason to give up', async () => {
    const nowhere: Resolve = (_, done) => done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), [])
    expect(await call('https://shop.example/', { resolve: nowhere })).toEqual({ type: 'silent', because: 'its name leads nowhere' })
  })

  it('says why without the address', async () => {
    const refused = await call('https://very-secret.example/token-in-path', { allowsLoopback: false, resolve: leadingTo('10.0.0.1') })
    expect(JSON.stringify(refused)).not.toMatch(/secret|token|10\.0/)
  })
})
