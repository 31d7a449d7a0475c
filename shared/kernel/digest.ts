import { createHash } from 'node:crypto'

/** 128 bits of SHA-256 as 22 URL-safe characters: an identity for things too long to be one. Parts cannot run into each other. */
export const digestOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('base64url').slice(0, 22)
}

/** How a key of publishers is kept: 256 bits in hexadecimal. Keys are random and long, so nothing is gained by guessing. */
export const keyHashOf = (key: string): string => createHash('sha256').update(key).digest('hex')
