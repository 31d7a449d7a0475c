import type { Keys } from '../../kernel/keyed.ts'
import { type CustomerId, erasedId, isErasedId } from '../../kernel/words.ts'
import { type Item, keyOf, nameOf, keyOfItem } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Table } from './table.ts'

/** Who was erased, told from an id that comes again. */
export type Erased = {
  /** For each who was erased the id under which stands what is left of them. Costs a read an id: ask only about whom nothing is there. */
  readonly leftOf: (ids: readonly CustomerId[]) => Promise<ReadonlyMap<CustomerId, CustomerId>>
}

export const erasedOf = (table: Table, keys: Keys): Erased => ({
  leftOf: async (ids) => {
    const asked = ids.map((id) => ({ id, digest: isErasedId(id) ? null : keys.customerDigest(id) }))
    const wanted = asked.flatMap(({ digest }) => (digest === null ? [] : [erasureKey(digest)]))
    const found = new Set(wanted.length === 0 ? [] : (await table.batchGet(wanted)).map((item) => nameOf(keyOfItem(item))))
    return new Map(
      asked.flatMap(({ id, digest }) => {
        if (digest === null) return [[id, id] as const]
        return found.has(nameOf(erasureKey(digest))) ? [[id, erasedId(digest)] as const] : []
      }),
    )
  },
})

export const erasureKey = (digest: Parameters<typeof partitions.erasure>[0]): Item => keyOf(partitions.erasure(digest), ONLY)
