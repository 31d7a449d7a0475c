/** How far our tails and critical values are from values computed at 60 digits. `node test/domain/statistics/accuracy.ts` prints it. */
import { normalCritical } from '../../../shared/domain/statistics/critical-values.ts'
import { studentCritical, studentTwoSided } from '../../../shared/domain/statistics/student.ts'
import { fisherExact } from '../../../shared/domain/statistics/fisher-exact.ts'
import { betaShape, betaTails } from '../../../shared/domain/statistics/incomplete-beta.ts'
import { normalExcess, normalTwoSided } from '../../../shared/domain/statistics/tails.ts'
import { chiSquareTail } from '../../../shared/domain/statistics/chi-square.ts'
import reference from './special-reference.json' with { type: 'json' }

export type Accuracy = { readonly name: string; readonly cases: number; readonly worst: number; readonly at: readonly number[] }

/** Largest relative error of each function over the reference, and the arguments at which it occurs. */
export const accuracies = (): readonly Accuracy[] =>
  Object.entries(FUNCTIONS).map(([name, compute]) => {
    const rows = reference[name as keyof typeof reference]
    const errors = rows.map((row) => ({ at: row.slice(0, -1), error: relativeError(compute(...row.slice(0, -1)), row.at(-1) as number) }))
    const worst = errors.reduce((worse, next) => (next.error <= worse.error ? worse : next))
    return { name, cases: rows.length, worst: worst.error, at: worst.at }
  })

const FUNCTIONS: Readonly<Record<keyof typeof reference, (...at: number[]) => number>> = {
  normalTwoSided: (z) => normalTwoSided(z as number),
  normalExcess: (z) => normalExcess(z as number),
  betaLower: (a, b, u) => betaTails(betaShape(a as number, b as number), u as number)[0],
  betaUpper: (a, b, u) => betaTails(betaShape(a as number, b as number), u as number)[1],
  fisherExact: (xA, nA, xB, nB) =>
    fisherExact({ conversions: xA as number, n: nA as number }, { conversions: xB as number, n: nB as number }),
  studentTwoSided: (t, degreesOfFreedom) => studentTwoSided(t as number, degreesOfFreedom as number),
  chiSquareTail: (x, degreesOfFreedom) => chiSquareTail(x as number, degreesOfFreedom as number),
  normalCritical: (alpha) => normalCritical(alpha as number),
  studentCritical: (alpha, degreesOfFreedom) => studentCritical(alpha as number, degreesOfFreedom as number),
}

const relativeError = (got: number, expected: number): number =>
  Number.isFinite(got) ? Math.abs(got - expected) / Math.abs(expected) : Infinity

if (import.meta.main) {
  for (const { name, cases, worst, at } of accuracies()) {
    console.log(
      `${name.padEnd(16)} ${String(cases).padStart(4)} values, largest relative error ${worst.toExponential(1)} at (${at.join(', ')})`,
    )
  }
}
