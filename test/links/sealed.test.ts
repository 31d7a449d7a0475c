import { createCipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { bytesOfSeed, keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES, TOKEN_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'

const counted = vi.hoisted(() => ({ decipher: 0, hmac: 0, compared: 0 }))
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>()
  return {
    ...crypto,
    createDecipheriv: (...given: Parameters<typeof crypto.createDecipheriv>) => {
      counted.decipher += 1
      return crypto.createDecipheriv(...given)
    },
    createHmac: (...given: Parameters<typeof crypto.createHmac>) => {
      counted.hmac += 1
      return crypto.createHmac(...given)
    },
    timingSafeEqual: (...given: Parameters<typeof crypto.timingSafeEqual>) => {
      counted.compared += 1
      return crypto.timingSafeEqual(...given)
    },
  }
})
afterEach(() => Object.assign(counted, { decipher: 0, hmac: 0, compared: 0 }))

const at = (ms: number): EpochMs => epochMs(ms)
const keys = keysOf(secretOf(bytesOfSeed('one')))
const others = keysOf(secretOf(bytesOfSeed('another')))
const DUE = at(Date.UTC(2027, 0, 1))
const BEFORE = at(DUE - 1)

describe('a sealed word', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 })
  const instants = fc.integer({ min: 1, max: 8.64e15 }).map(at)

  it('opens to what was sealed until its last millisecond, and to nothing from its instant on', () => {
    fc.assert(
      fc.property(texts, instants, (text, expiresAt) => {
        const word = keys.seal('leave', text, expiresAt)
        expect(word).toMatch(/^[\w-]+$/)
        expect(keys.open('leave', word, at(expiresAt - 1))).toEqual({ text, expiresAt })
        expect(keys.open('leave', word, expiresAt)).toBeNull()
      }),
    )
  })

  it('is the same for the same text, and another for another text, purpose, instant or secret', () => {
    const word = keys.seal('leave', 'ann', DUE)
    expect(keys.seal('leave', 'ann', DUE)).toBe(word)
    const rest = [
      keys.seal('leave', 'ane', DUE),
      keys.seal('leaves', 'ann', DUE),
      keys.seal('leave', 'ann', BEFORE),
      others.seal('leave', 'ann', DUE),
    ]
    expect(new Set([word, ...rest]).size).toBe(5)
  })

  it('opens for no other purpose, and with no other secret', () => {
    const word = keys.seal('leave', 'ann', DUE)
    for (const purpose of ['', 'Leave', 'leave ', 'leav', 'leave:', 'choose']) expect(keys.open(purpose, word, BEFORE)).toBeNull()
    expect(others.open('leave', word, BEFORE)).toBeNull()
  })

  it('opens with no bit turned, whichever it is', () => {
    for (const text of ['', 'ann', 'x'.repeat(200)]) {
      const bytes = Buffer.from(keys.seal('leave', text, DUE), 'base64url')
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const turned = Buffer.from(bytes)
        turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(keys.open('leave', turned.toString('base64url'), at(0))).toBeNull()
      }
    }
  })

  it('has one spelling: none of those that base64 allows beside it', () => {
    const word = keys.seal('leave', 'ann', DUE)
    const last = word.at(-1) as string
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const others = [...alphabet].filter((letter) => letter !== last).map((letter) => word.slice(0, -1) + letter)
    for (const text of [
      ...others,
      `${word}=`,
      `${word} `,
      ` ${word}`,
      `${word}A`,
      word.slice(0, -1),
      word.replace('-', '+'),
      `${word}\n`,
      `%${word}`,
    ])
      if (text !== word) expect(keys.open('leave', text, BEFORE)).toBeNull()
  })

  it('says nothing of how long the name in it is, within 32 bytes', () => {
    const lengths = (count: number): number => keys.seal('leave', 'x'.repeat(count), DUE).length
    expect(new Set([0, 1, 10, 23].map(lengths)).size).toBe(1)
    expect(lengths(24)).toBeGreaterThan(lengths(23))
  })

  it('is never longer than a link may be', () => {
    expect(() => keys.seal('leave', 'x'.repeat(TOKEN_LENGTH_MAX), DUE)).toThrow(/fits|bounds/)
    expect(keys.open('leave', 'A'.repeat(TOKEN_LENGTH_MAX), BEFORE)).toBeNull()
    expect(keys.open('leave', 'A'.repeat(TOKEN_LENGTH_MAX + 1), BEFORE)).toBeNull()
  })

  it('is made as its description says, computed once more by hand', () => {
    const key = (use: string) =>
      createSecretKey(new Uint8Array(hkdfSync('sha256', bytesOfSeed('one'), '', `rekindle/1/${use}`, SECRET_BYTES)))
    const plain = Buffer.alloc(32)
    plain.writeUIntBE(Number(DUE), 1, 6)
    plain.writeUInt16BE(3, 7)
    plain.write('ann', 9)
    const proof = createHmac('sha256', key('sealed: proof')).update('1:5:leave:').update(plain).digest().subarray(0, 16)
    const cipher = createCipheriv('aes-256-ctr', key('sealed: cipher'), proof)
    const made = Buffer.concat([Buffer.of(1), proof, cipher.update(plain), cipher.final()]).toString('base64url')
    expect(keys.seal('leave', 'ann', DUE)).toBe(made)
  })
})

describe('a word that is refused', () => {
  const whole = keys.seal('leave', 'ann', DUE)
  const random = seededRandom(4)
  const noise = (length: number): string => Buffer.from(Array.from({ length }, () => random.below(256))).toString('base64url')

  it.each([
    { what: 'is good', word: whole, now: BEFORE, opens: true },
    { what: 'is empty', word: '', now: BEFORE },
    { what: 'is a single letter', word: 'A', now: BEFORE },
    { what: 'is no base64url', word: '../../etc/passwd', now: BEFORE },
    { what: 'is not ASCII', word: '退订'.repeat(30), now: BEFORE },
    { what: 'is too long', word: 'A'.repeat(TOKEN_LENGTH_MAX + 1), now: BEFORE },
    { what: 'is cut', word: whole.slice(0, -4), now: BEFORE },
    { what: 'was tampered with', word: `${whole.slice(0, 30)}${whole[30] === 'A' ? 'B' : 'A'}${whole.slice(31)}`, now: BEFORE },
    { what: 'has expired', word: whole, now: DUE },
    { what: 'is for another purpose', word: keys.seal('choose', 'ann', DUE), now: BEFORE },
    { what: 'is of another installation', word: others.seal('leave', 'ann', DUE), now: BEFORE },
    { what: 'is noise', word: noise(60), now: BEFORE },
  ])('because it $what costs what a good one costs: one decryption, one digest, one comparison', ({ word, now, opens = false }) => {
    Object.assign(counted, { decipher: 0, hmac: 0, compared: 0 })
    expect(keys.open('leave', word, now) !== null).toBe(opens)
    expect(counted).toEqual({ decipher: 1, hmac: 1, compared: 1 })
  })

  it('stands for all of ten thousand made up at random', () => {
    Object.assign(counted, { decipher: 0, hmac: 0, compared: 0 })
    for (let n = 0; n < 10_000; n += 1) {
      // Half of them begin as ours do.
      const word = n % 2 === 0 ? noise(1 + random.below(200)) : `AR${noise(48 + random.below(60)).slice(2)}`
      expect(keys.open('leave', word, at(0))).toBeNull()
    }
    expect(counted).toEqual({ decipher: 10_000, hmac: 10_000, compared: 10_000 })
  })
})
