import type { Keys } from '../../kernel/keyed.ts'
import { type CustomerId, erasedId, isErasedId } from '../../kernel/words.ts'
import type { Database } from './database.ts'

/** Who was erased, told from an id that comes again. */
export type Erased = {
  /** The id under which stands what is left of them; null where nobody of this id was erased. */
  readonly leftOf: (id: CustomerId) => CustomerId | null
}

/**
 * A digest and a look into a small index, and only where somebody was erased at all. Whoever asks about many asks about those alone of
 * whom nothing is there.
 */
export const erasedOf = (database: Database, keys: () => Keys): Erased => {
  const any = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM erasures LIMIT 1')
  const find = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM erasures WHERE digest = ?')
  return {
    leftOf: (id) => {
      if (any.get() === undefined) return null
      if (isErasedId(id)) return id
      const digest = keys().customerDigest(id)
      return find.get(digest) === undefined ? null : erasedId(digest)
    },
  }
}
