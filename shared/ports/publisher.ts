/** Something that happened, as we tell the world. */
export type Publication = {
  /** Its own, and the same whenever it is told again: readers take it once. */
  readonly id: string
  /** `rekindle.customer.stage-changed`. */
  readonly type: string
  /** When it happened, ISO 8601. */
  readonly at: string
}

/** The bus that other systems listen on: at least once, in any order. */
export type Publisher = {
  /** Publishes each as it is; throws `Transient` where some of it could not be, and all of it may then be told again. */
  readonly publish: (publications: readonly Publication[]) => Promise<void>
}
