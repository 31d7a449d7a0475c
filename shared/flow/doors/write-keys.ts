import { keyHashOf } from '../../kernel/digest.ts'
import { WRITE_KEYS_KEPT_MS, WRONG_KEYS_REMEMBERED } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import type { WriteKeyStore } from '../../ports/write-keys.ts'

/** Whether a key is one of the installation's. Right or wrong, it is asked for once a minute; only its hash is ever compared or kept. */
export const keyCheck = (keys: Pick<WriteKeyStore, 'find'>, clock: Clock): ((shown: string) => Promise<boolean>) => {
  const known = new Map<string, { readonly isKey: boolean; readonly until: EpochMs }>()
  return async (shown) => {
    const hash = keyHashOf(shown)
    const now = clock.now()
    const before = known.get(hash)
    if (before !== undefined && now < before.until) return before.isKey
    const isKey = (await keys.find(hash)) !== null
    if (known.size >= WRONG_KEYS_REMEMBERED) forget(known)
    known.set(hash, { isKey, until: later(now, WRITE_KEYS_KEPT_MS) })
    return isKey
  }
}

/** Of those who try keys there may be many: the wrong ones go first. */
const forget = (known: Map<string, { readonly isKey: boolean }>): void => {
  for (const [hash, { isKey }] of known) if (!isKey) known.delete(hash)
  if (known.size >= WRONG_KEYS_REMEMBERED) known.clear()
}
