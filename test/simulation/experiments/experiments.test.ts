import { describe, expect, it } from 'vitest'
import { logBinomial } from '../../../shared/domain/statistics/stirling.ts'
import { chiSquareTail } from '../../../shared/domain/statistics/chi-square.ts'
import { ID_KINDS, independenceOf, movedByRamp } from './assignment.ts'
import { binomialOf, streamOf } from './chance.ts'
import { goalsFrom, isMet, type Shown } from './goals.ts'
import { addTallies, runPart, type Tally } from './tally.ts'
import { tableOf, unmetIn } from './text.ts'

/** A small part of what `npm run sim -- experiments` runs, from a fixed seed. */
const RUNS = 150
const goals = goalsFrom()

describe.skipIf(goals === null)('simulated experiments', () => {
  const { scenarios = [], read = () => [] } = goals ?? {}
  const tallies = new Map(scenarios.map((scenario) => [scenario.id, runPart({ scenario, runs: RUNS, seed: 'npm test' })]))
  const found = read(tallies)

  it('meet every goal, but for what so few runs may miss by chance', () => {
    const missed = found.filter((one) => !isMet({ ...one, ...widened(one) }))
    expect(missed.map(({ goal, measured }) => `${goal}: ${measured}`)).toEqual([])
  })
  it('would notice a rule that is wrong: naive looks name far too many', () => {
    const naive = found.filter(({ goal }) => goal.endsWith('looked at naively each day'))
    expect(naive.length).toBe(8)
    for (const { measured } of naive) expect(measured).toBeGreaterThan(0.12)
  })
  it('repeat themselves', () => {
    const [scenario] = scenarios
    if (scenario === undefined) throw new Error('there is a scenario')
    expect(runPart({ scenario, runs: 20, seed: 'a' })).toEqual(runPart({ scenario, runs: 20, seed: 'a' }))
    expect(runPart({ scenario, runs: 20, seed: 'a' })).not.toEqual(runPart({ scenario, runs: 20, seed: 'b' }))
  })
  it('an unmet goal is said, in words and by the exit code', () => {
    const bad = { goal: 'false winners', measured: 0.06, least: null, most: 0.0567, reference: null }
    expect(unmetIn([...found.filter(isMet), bad])).toEqual([bad])
    expect(tableOf([bad], false)).toContain('NOT MET')
  })
})

/** Four standard errors of a share at its bound. Days are not shares: three days. */
const widened = ({ least, most }: Shown): Pick<Shown, 'least' | 'most'> => {
  const by = (bound: number): number => (bound > 1 ? 3 : 4 * Math.sqrt((bound * (1 - bound)) / RUNS))
  return { least: least === null ? null : least - by(least), most: most === null ? null : most + by(most) }
}

it('parts of a scenario add up', () => {
  const part = (days: readonly number[], missed: number): Tally => ({ scenario: 'S1', runs: 10, missed, days: { hybrid: days } })
  expect(addTallies(part([0, 2], 1), part([1, 0, 5], 2))).toEqual({ scenario: 'S1', runs: 20, missed: 3, days: { hybrid: [1, 2, 5] } })
})

describe('assignments', () => {
  it.each(ID_KINDS)('of different experiments know nothing of each other: %s', (ids) => {
    const { pairs, shareAbove, largest } = independenceOf({ ids, experiments: 40, customers: 4_000, seed: 'npm test' })
    expect(pairs).toBe(780)
    expect(shareAbove).toBeLessThan(0.03)
    expect(largest).toBeLessThan(5)
  })
  it('a ramp moves nobody', () => {
    expect(movedByRamp(3_000, 'npm test')).toBe(0)
  })
})

describe('chance', () => {
  it.each([
    { n: 1_980, p: 0.03 },
    { n: 20, p: 0.03 },
    { n: 500, p: 0.5 },
  ])('counts of Binomial($n, $p) are distributed as they should be', ({ n, p }) => {
    const [binomial, stream, draws] = [binomialOf(n, p), streamOf(`${n}`), 20_000]
    const seen = new Map<number, number>()
    for (let draw = 0; draw < draws; draw += 1) {
      const hits = binomial(stream)
      seen.set(hits, (seen.get(hits) ?? 0) + 1)
    }
    // Pearson over the counts expected at least ten times, all others as one.
    let [chiSquare, cells, restSeen, restExpected] = [0, 0, draws, draws]
    for (let hits = 0; hits <= n; hits += 1) {
      const expected = draws * Math.exp(logBinomial(hits, n, p, 1 - p))
      if (expected < 10) continue
      chiSquare += ((seen.get(hits) ?? 0) - expected) ** 2 / expected
      cells += 1
      restSeen -= seen.get(hits) ?? 0
      restExpected -= expected
    }
    if (restExpected > 1) chiSquare += (restSeen - restExpected) ** 2 / restExpected
    expect(chiSquareTail(chiSquare, cells)).toBeGreaterThan(0.001)
  })
  it('never and always are certain', () => {
    const stream = streamOf('edges')
    expect(Array.from({ length: 50 }, () => binomialOf(10, 0)(stream)).every((hits) => hits === 0)).toBe(true)
    expect(Array.from({ length: 50 }, () => binomialOf(10, 1)(stream)).every((hits) => hits === 10)).toBe(true)
  })
  it('is uniform, and another seed is another stream', () => {
    const stream = streamOf('uniform')
    const draws = Array.from({ length: 20_000 }, () => stream())
    const inTenths = Array.from({ length: 10 }, (_, tenth) => draws.filter((value) => Math.floor(value * 10) === tenth).length)
    const chiSquare = inTenths.reduce((sum, seen) => sum + (seen - 2_000) ** 2 / 2_000, 0)
    expect(chiSquareTail(chiSquare, 9)).toBeGreaterThan(0.001)
    expect(streamOf('a')()).not.toBe(streamOf('b')())
  })
})
