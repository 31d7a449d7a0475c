import type { CustomerId } from '../kernel/words.ts'

/** Everybody, a page at a time, in parts that several may go through at once: for what concerns all of them. In no order that means anything. */
export type Roster = {
  /** Customers of one part after a place; a page may be empty and not be the last. Who comes while it is read may be left out. */
  readonly page: (part: number, parts: number, after: string | null) => Promise<RosterPage>
}

/** `next`: where to go on; null at the end. */
export type RosterPage = { readonly customers: readonly CustomerId[]; readonly next: string | null }
