/** The default verdict: a little of alpha on a bound that holds at every look, the rest on one look when the plan is reached. */
import { type Look, sequentialCritical } from './confidence-sequence.ts'
import { normalCritical } from './critical-values.ts'
import { pooledZ } from './two-proportions.ts'

/**
 * False winners are at most `alphaSequential + alphaEnd` (union bound): the first is spent on the sequential bound at every look, the
 * second once, at the first look with `plannedTotal` customers in both arms together. Divide both by the number of variants compared.
 */
export type HybridDesign = { readonly plannedTotal: number; readonly alphaSequential: number; readonly alphaEnd: number }

/** `look` counts from 1. */
export type HybridDecision = { readonly look: number; readonly by: 'sequential' | 'end' }

export type HybridPath = {
  /** Pooled z at each look; null where there is none. */
  readonly z: readonly (number | null)[]
  /** The sequential bound at each look, tuned at the planned total; null before the first customer. */
  readonly zSequential: readonly (number | null)[]
  readonly zEnd: number
  /** The first look at which |z| reached a bound; null while it did not. */
  readonly decision: HybridDecision | null
}

/** Cumulative looks, oldest first. Where both bounds are reached at one look, the sequential one is named. */
export const hybridPath = (looks: readonly Look[], design: HybridDesign): HybridPath => ({
  z: looks.map(({ control, treatment }) => pooledZ(control, treatment)),
  zSequential: looks.map((look) => (totalOf(look) > 0 ? boundAt(look, design) : null)),
  zEnd: normalCritical(design.alphaEnd),
  decision: hybridDecision(looks, design),
})

/** The decision alone, which allocates nothing but its answer. */
export const hybridDecision = (looks: readonly Look[], design: HybridDesign): HybridDecision | null =>
  decided(
    looks.length,
    (index) => totalOf(looks[index] as Look),
    (index) => pooledZ((looks[index] as Look).control, (looks[index] as Look).treatment),
    design,
  )

/** What a look at other things than rates is judged by: `n` customers in both arms together, and how many null errors they are apart. */
export type Step = { readonly n: number; readonly z: number | null }

/** The same rule for means and ratios. */
export const hybridDecisionOfSteps = (steps: readonly Step[], design: HybridDesign): HybridDecision | null =>
  decided(
    steps.length,
    (index) => (steps[index] as Step).n,
    (index) => (steps[index] as Step).z,
    design,
  )

const decided = (
  looks: number,
  totalAt: (index: number) => number,
  zAt: (index: number) => number | null,
  { plannedTotal, alphaSequential, alphaEnd }: HybridDesign,
): HybridDecision | null => {
  const zEnd = normalCritical(alphaEnd)
  let planned = false
  for (let index = 0; index < looks; index += 1) {
    const n = totalAt(index)
    const reached = Math.abs(zAt(index) ?? 0)
    if (reached >= sequentialCritical(n, alphaSequential, plannedTotal)) return { look: index + 1, by: 'sequential' }
    if (planned || n < plannedTotal) continue
    planned = true
    if (reached >= zEnd) return { look: index + 1, by: 'end' }
  }
  return null
}

const totalOf = ({ control, treatment }: Look): number => control.n + treatment.n

const boundAt = (look: Look, { alphaSequential, plannedTotal }: HybridDesign): number =>
  sequentialCritical(totalOf(look), alphaSequential, plannedTotal)
