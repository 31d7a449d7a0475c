import type { Problem } from '../../kernel/problem.ts'
import type { Condition } from './condition.ts'
import type { Path } from './path.ts'

/** `properties`: those of an event, or a value. `customer`: everything about one. `journey`: that, and since their journey began. */
export type Standing = 'properties' | 'customer' | 'journey'

/** Where the parser stands inside a condition. */
export type Spot = {
  /** Dotted path inside the condition, for problems. */
  readonly at: string
  /** The attribute that operators here are put to. */
  readonly path: Path
  /** Who is asked here, and so what may be asked. */
  readonly standing: Standing
  /** False where GrowthBook's own vectors are run: what is malformed then never holds, or reads as GrowthBook reads it. */
  readonly strict: boolean
  /** What was found wrong so far, anywhere. */
  readonly problems: Problem[]
}

/** One level further in. */
export const within = (spot: Spot, name: string | number, path: Path = spot.path): Spot => ({
  ...spot,
  at: spot.at === '' ? String(name) : `${spot.at}.${name}`,
  path,
})

/** Notes what nobody can have meant; a condition that never holds stands in for it. */
export const refuse = (spot: Spot, problem: string, hint: string): Condition => {
  if (spot.strict) spot.problems.push({ path: spot.at, problem, hint })
  return { kind: 'none', of: [] }
}
