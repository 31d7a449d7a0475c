import type { Span } from './code/positions.ts'

/** What a page may do with the editor beside it. */
export type FieldHandle = {
  /** Puts another text in the place of the one that stands there; it can be undone like what was typed. */
  readonly replace: (text: string) => void
  readonly goTo: (problem: Span) => void
  /** On to the next problem. */
  readonly next: () => void
}
