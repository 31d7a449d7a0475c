import { CODE_ALPHABET, codeShape, parseCodes, parsePool } from '../contract/coupons.ts'
import { assert } from '../kernel/assert.ts'
import { ATTEMPTS_MAX } from '../kernel/limits.ts'
import type { Parsed } from '../kernel/problem.ts'
import type { Added, CouponStore } from '../ports/coupons.ts'

/** Brings the codes of a text into a pool: all that are new, or none where a line is wrong. Done again, nothing changes. */
export const importCodes = async (coupons: CouponStore, pool: string, text: string): Promise<Parsed<Added>> => {
  const [name, codes] = [parsePool(pool), parseCodes(text)]
  if (!name.ok) return name
  return codes.ok ? { ok: true, value: await coupons.add(name.value, codes.value) } : codes
}

/** What codes are to be made. `length` null: as long as it must be. */
export type Wish = { readonly count: number; readonly prefix: string; readonly length: number | null }

/** Makes codes that nobody guesses; `random` gives as many bytes by chance as it is asked for. */
export const makeCodes = async (
  coupons: CouponStore,
  pool: string,
  { count, prefix, length }: Wish,
  random: (bytes: number) => Uint8Array,
): Promise<Parsed<Added>> => {
  const name = parsePool(pool)
  if (!name.ok) return name
  const shape = codeShape(prefix, length, count + ((await coupons.pool(name.value))?.total ?? 0))
  if (!shape.ok) return shape
  const { drawn } = shape.value
  let added = 0
  // What was drawn twice is drawn anew: among so many it hardly ever happens.
  for (let attempt = 1; attempt <= ATTEMPTS_MAX && added < count; attempt += 1) {
    const bytes = random((count - added) * drawn)
    const codes = Array.from({ length: count - added }, (_, n) => prefix + lettersOf(bytes.subarray(n * drawn, (n + 1) * drawn)))
    added += (await coupons.add(name.value, codes)).added
  }
  assert(added === count, 'chance gives enough codes')
  return { ok: true, value: { added, known: [] } }
}

/** Five bits of each byte: the alphabet has 32 letters, so each is as likely as any other. */
const lettersOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join('')
