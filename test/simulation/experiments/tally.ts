/** What a part of a scenario's runs came to, and parts added up. */
import { streamOf } from './chance.ts'
import { type Scenario, trialOf } from './scenario.ts'

/** `days` of a rule: on how many runs it called a difference first on that day, by day. */
export type Tally = {
  readonly scenario: string
  readonly runs: number
  readonly missed: number
  readonly days: Readonly<Record<string, readonly number[]>>
}

/** So many runs of one scenario from a seed. */
export type Part = { readonly scenario: Scenario; readonly runs: number; readonly seed: string }

export const runPart = ({ scenario, runs, seed }: Part): Tally => {
  const trial = trialOf(scenario)
  const stream = streamOf(`${seed}/${scenario.id}`)
  const days: Record<string, number[]> = {}
  let missed = 0
  for (let run = 0; run < runs; run += 1) {
    const shown = trial(stream)
    if (shown.missed) missed += 1
    for (const [rule, day] of Object.entries(shown.calledOn)) {
      const counts = days[rule] ?? []
      days[rule] = counts
      if (day !== null) counts[day] = (counts[day] ?? 0) + 1
    }
  }
  return {
    scenario: scenario.id,
    runs,
    missed,
    days: Object.fromEntries(Object.entries(days).map(([rule, counts]) => [rule, dense(counts)])),
  }
}

export const addTallies = (a: Tally, b: Tally): Tally => ({
  scenario: a.scenario,
  runs: a.runs + b.runs,
  missed: a.missed + b.missed,
  days: Object.fromEntries(
    [...new Set([...Object.keys(a.days), ...Object.keys(b.days)])].map((rule) => [rule, added(a.days[rule] ?? [], b.days[rule] ?? [])]),
  ),
})

export const calledShare = ({ runs, days }: Tally, rule: string): number => totalOf(days[rule] ?? []) / runs

/** Of the runs in which it called at all. */
export const meanDay = ({ days }: Tally, rule: string): number => {
  const counts = days[rule] ?? []
  return counts.reduce((sum, count, day) => sum + count * day, 0) / totalOf(counts)
}

/** Of all runs: by when half of them had been called; infinite where fewer were. */
export const medianDay = ({ days, runs }: Tally, rule: string): number => {
  let sofar = 0
  for (const [day, count] of (days[rule] ?? []).entries()) {
    sofar += count
    if (sofar >= runs / 2) return day
  }
  return Number.POSITIVE_INFINITY
}

const totalOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
const dense = (counts: readonly number[]): readonly number[] => Array.from(counts, (count) => count ?? 0)
const added = (a: readonly number[], b: readonly number[]): readonly number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, day) => (a[day] ?? 0) + (b[day] ?? 0))
