/** Pools of codes. A claim takes the next one that is nobody's, in its own commit (ports/customer-store.ts); here they come in and are counted. */
export type CouponStore = {
  /** By name. */
  readonly pools: () => Promise<readonly Pool[]>
  /** Null: no code of this pool ever came in. */
  readonly pool: (name: string) => Promise<Pool | null>
  /**
   * Puts codes into a pool, all in one transaction. A code that is there already, in whatever case, stays as it is and is answered: so an
   * import that was cut off is simply done again.
   */
  readonly add: (pool: string, codes: readonly string[]) => Promise<Added>
}

export type Pool = {
  readonly name: string
  readonly total: number
  readonly given: number
  readonly free: number
}

export type Added = {
  readonly added: number
  /** Codes that were there already, as they were given now. */
  readonly known: readonly string[]
}
