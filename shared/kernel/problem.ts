/** What is wrong with something a person or program gave us: where, what, and how to mend it. All problems are reported at once. */
export type Problem = {
  /** Dotted path inside the thing given, `''` for the whole: `steps.2.send.subject`. */
  readonly path: string
  readonly problem: string
  readonly hint: string
}

/** A parsed value, or every reason why it is not one. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] }
