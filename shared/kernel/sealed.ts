/**
 * Text that only we can read and only we can have written, for one purpose and until one instant, as a word that fits into an address.
 *
 * The same text always makes the same word, so it must not depend on a random nonce. It is therefore sealed as "SIV" describes:
 * a keyed digest of purpose and text is the initial value of the encryption and its proof at once (Rogaway and Shrimpton, "A
 * Provable-Security Treatment of the Key-Wrap Problem", EUROCRYPT 2006, section 4; RFC 5297 is the same with CMAC). Here the digest is
 * HMAC-SHA-256 cut to 128 bits, and the cipher AES-256 in counter mode. Two texts share an initial value after some 2^64 words.
 */
import { createCipheriv, createDecipheriv, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { assert } from './assert.ts'
import { TOKEN_LENGTH_MAX } from './limits.ts'
import { type EpochMs, epochMs } from './words.ts'

export type Sealer = {
  /** The word for a text. It can be opened for the same purpose, before `expiresAt`. */
  readonly seal: (purpose: string, text: string, expiresAt: EpochMs) => string
  /**
   * The text that was sealed and until when, or null. Whatever is wrong (its shape, its proof, its purpose, its time), the answer is the same and the
   * work is the same: one decryption, one digest, one comparison in constant time. So neither says what was wrong.
   */
  readonly open: (purpose: string, word: string, now: EpochMs) => Unsealed | null
}

export type Unsealed = { readonly text: string; readonly expiresAt: EpochMs }

/** Seals with two keys that are used for nothing else. */
export const sealerOf = (proofKey: KeyObject, cipherKey: KeyObject): Sealer => {
  const proofOf = (purpose: string, plain: Buffer): Buffer =>
    createHmac('sha256', proofKey).update(`${VERSION}:${purpose.length}:${purpose}:`).update(plain).digest().subarray(0, PROOF_BYTES)

  const seal = (purpose: string, text: string, expiresAt: EpochMs): string => {
    const plain = plainOf(text, expiresAt)
    const proof = proofOf(purpose, plain)
    const cipher = createCipheriv(CIPHER, cipherKey, proof)
    const word = Buffer.concat([Buffer.of(VERSION), proof, cipher.update(plain), cipher.final()]).toString('base64url')
    assert(word.length <= TOKEN_LENGTH_MAX, 'whoever seals keeps to what fits into a link')
    return word
  }

  const open = (purpose: string, word: string, now: EpochMs): Unsealed | null => {
    const bytes = bytesOf(word)
    const { version, proof, hidden } = partsOf(bytes ?? NOTHING)
    const cipher = createDecipheriv(CIPHER, cipherKey, proof)
    const plain = Buffer.concat([cipher.update(hidden), cipher.final()])
    const genuine = timingSafeEqual(proofOf(purpose, plain), proof)
    const expiresAt = expiryOf(plain)
    const isOurs = bytes !== null && version === VERSION && genuine
    return isOurs && now < expiresAt ? { text: textOf(plain), expiresAt } : null
  }

  return { seal, open }
}

const VERSION = 1
const CIPHER = 'aes-256-ctr'
const PROOF_BYTES = 16
/** Milliseconds until long after dates end. */
const EXPIRY_BYTES = 7
/** Texts are filled up to a multiple of it, so that the length of a link says little about the name in it. */
const BLOCK_BYTES = 32
const HEAD_BYTES = 1 + PROOF_BYTES
const BYTES_MIN = HEAD_BYTES + BLOCK_BYTES
/** What is opened in place of a word that is none. */
const NOTHING = Buffer.alloc(BYTES_MIN)

/** The instant, the length of the text, the text, and zeros. */
const plainOf = (text: string, expiresAt: EpochMs): Buffer => {
  const body = Buffer.from(text, 'utf8')
  const used = EXPIRY_BYTES + 2 + body.length
  const plain = Buffer.alloc(Math.ceil(used / BLOCK_BYTES) * BLOCK_BYTES)
  assert(Number.isSafeInteger(expiresAt) && expiresAt >= 0 && body.length < TOKEN_LENGTH_MAX, 'sealed: an instant and a text within bounds')
  plain.writeUInt32BE(Math.floor(expiresAt / 2 ** 24), 0)
  plain.writeUIntBE(expiresAt % 2 ** 24, 4, 3)
  plain.writeUInt16BE(body.length, EXPIRY_BYTES)
  body.copy(plain, EXPIRY_BYTES + 2)
  return plain
}

const expiryOf = (plain: Buffer): EpochMs => epochMs(plain.readUInt32BE(0) * 2 ** 24 + plain.readUIntBE(4, 3))

const textOf = (plain: Buffer): string =>
  plain.subarray(EXPIRY_BYTES + 2, EXPIRY_BYTES + 2 + plain.readUInt16BE(EXPIRY_BYTES)).toString('utf8')

/** Null when it is not exactly what {@link Sealer.seal} writes: base64url has many spellings of the same bytes, and one is ours. */
const bytesOf = (word: string): Buffer | null => {
  if (word.length > TOKEN_LENGTH_MAX) return null
  const bytes = Buffer.from(word, 'base64url')
  return bytes.length >= BYTES_MIN && bytes.toString('base64url') === word ? bytes : null
}

const partsOf = (bytes: Buffer): { version: number; proof: Buffer; hidden: Buffer } => ({
  version: bytes[0] as number,
  proof: bytes.subarray(1, HEAD_BYTES),
  hidden: bytes.subarray(HEAD_BYTES),
})
