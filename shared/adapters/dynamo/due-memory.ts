import { DUE_REMEMBERED } from '../../kernel/limits.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'

/**
 * Where customers stood in the due index when their state was last read or written, so that the next write of that version can move the
 * entry, or leave it, without asking. It may be pushed back meanwhile, which is as if that came after the write.
 */
export type DueMemory = {
  readonly note: (customer: CustomerId, version: number, standsAt: EpochMs | null) => void
  /** `unknown`: this version was not read here, or long ago. */
  readonly of: (customer: CustomerId, version: number) => EpochMs | null | 'unknown'
  readonly forget: (customer: CustomerId) => void
}

export const openDueMemory = (most = DUE_REMEMBERED): DueMemory => {
  const notes = new Map<CustomerId, { readonly version: number; readonly standsAt: EpochMs | null }>()
  return {
    note: (customer, version, standsAt) => {
      // Put anew, it is the youngest: those that are forgotten first stand first.
      notes.delete(customer)
      notes.set(customer, { version, standsAt })
      if (notes.size > most) notes.delete(notes.keys().next().value as CustomerId)
    },
    of: (customer, version) => {
      const noted = notes.get(customer)
      return noted?.version === version ? noted.standsAt : 'unknown'
    },
    forget: (customer) => void notes.delete(customer),
  }
}
