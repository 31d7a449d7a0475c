/** What an import has to say beside the files it writes. */

/**
 * `missing`: it has no counterpart, or could not be read: somebody has to decide. `differs`: it was brought over, and does not do
 * exactly the same. `note`: it was brought over, and there is something to know or to do.
 */
export type Level = 'missing' | 'differs' | 'note'

export type Finding = {
  readonly level: Level
  /** The export, and the place in it as a path of JSON. */
  readonly file: string
  readonly path: string
  readonly what: string
  /** What to do. */
  readonly instead: string
  /** The file that was written of it; null: none. */
  readonly into: string | null
}

/** Collects findings of one thing that is brought over. */
export type Teller = {
  readonly tell: (level: Level, path: string, what: string, instead: string) => void
  /** The same, for what stands at a path within. */
  readonly within: (...path: readonly (string | number)[]) => Teller
  readonly at: string
}

/** `into` may be known later than the first finding: it is asked for when one is told. */
export const tellerOf = (found: Finding[], file: string, at: string, into: () => string | null): Teller => ({
  at,
  tell: (level, path, what, instead) => void found.push({ level, file, path: joined(at, path), what, instead, into: into() }),
  within: (...path) => tellerOf(found, file, path.map(String).reduce(joined, at), into),
})

const joined = (at: string, path: string): string => (at === '' ? path : path === '' ? at : `${at}.${path}`)

/** Missing things first, then what differs; in the order of the files otherwise. Told once, however often it was met. */
export const sortedFindings = (found: readonly Finding[]): readonly Finding[] => {
  const once = new Map(found.map((one) => [JSON.stringify([one.level, one.file, one.path, one.what]), one]))
  return [...once.values()].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
}

const ORDER: readonly Level[] = ['missing', 'differs', 'note']
