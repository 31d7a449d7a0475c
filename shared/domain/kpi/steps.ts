import type { Fact, OnPath } from '../fact/fact.ts'

/**
 * Who is at a step now, and how many went through it: `at/VERSION/VARIANT/STEP`, `through/…`, and which way they took, `way/…/WAY`. There
 * are as many as campaigns have steps and ways, whatever comes in. Facts from before it was told of which path a step is count nothing.
 */
export type StepCount = { readonly parts: readonly string[]; readonly by: bigint }

/** Facts that somebody takes a step by. */
export type StepFact = Extract<
  Fact,
  {
    readonly type:
      | ('owed' | 'waiting' | 'waited' | 'chose' | 'took' | 'leaving')
      | ('paused' | 'resumed' | 'journey-ended' | 'journey-moved')
  }
>

/** What a fact says of steps. */
export const stepCounts = (fact: StepFact): readonly StepCount[] => {
  switch (fact.type) {
    case 'waiting':
    case 'paused':
      return at(fact, fact.step, 1n)
    case 'resumed':
      return at(fact, fact.step, -1n)
    case 'owed':
    case 'took':
    case 'leaving':
      return through(fact, fact.step)
    case 'chose':
      return [...through(fact, fact.step), ...way(fact, fact.step, fact.way)]
    case 'waited':
      // What was over when it began was no wait, and what begins anew is not over.
      return [
        ...(fact.by === 'at-once' ? [] : at(fact, fact.step, -1n)),
        ...(fact.by === 'moved' ? [] : [...through(fact, fact.step), ...way(fact, fact.step, fact.by)]),
      ]
    case 'journey-ended':
      return fact.waitedAt === null ? [] : at(fact, fact.waitedAt, -1n)
    case 'journey-moved': {
      const { variant, from, to } = fact
      return [
        ...at({ path: { version: from.version, variant } }, from.step, -1n),
        ...at({ path: { version: to.version, variant } }, to.step, 1n),
      ]
    }
  }
}

const at = ({ path }: Pick<OnPath, 'path'>, step: number, by: bigint): readonly StepCount[] => counted('at', path, step, by)
const through = ({ path }: OnPath, step: number): readonly StepCount[] => counted('through', path, step, 1n)
const way = ({ path }: OnPath, step: number, taken: string): readonly StepCount[] => counted('way', path, step, 1n, taken)

const counted = (what: string, path: OnPath['path'], step: number, by: bigint, ...more: readonly string[]): readonly StepCount[] =>
  path === null ? [] : [{ parts: [what, String(path.version), path.variant, String(step), ...more], by }]
