/** FNV-1a, 32 bit, over UTF-16 code units: the hash GrowthBook's SDKs specify, so that any of them assigns as we do. */
export const fnv32a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** Number of buckets over which variants, holdouts and gates are laid. */
export const BUCKETS = 10_000

/** The bucket of a unit under a salt, 0 to 9,999 (GrowthBook hash version 2; version 1 correlates experiments). */
export const bucketOf = (salt: string, unit: string): number => fnv32a(String(fnv32a(salt + unit))) % BUCKETS
