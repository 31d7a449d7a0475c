import { describe, expect, it } from 'vitest'
import { countedOf, covariatesOf, segmentedOf } from '../../../shared/domain/experiment/counted.ts'
import type { Fact, FactBody } from '../../../shared/domain/fact/fact.ts'
import { breakdownScope, experimentScope, foldTally } from '../../../shared/domain/kpi/tally.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochDay, epochMs, experimentId, minor } from '../../../shared/kernel/words.ts'

const TEST = experimentId('win-back')
const at = (body: FactBody): Fact => ({ ...body, at: epochMs(100 * DAY_MS) })
const assigned = (arm: string, segments: Readonly<Record<string, string>>, before: number): Fact =>
  at({ type: 'assigned', experiment: TEST, phase: 2, arm, bucket: 7, segments, before })
const outcome = (arm: string, segments: Readonly<Record<string, string>>, before: number, sum: number): Fact =>
  at({
    ...{ type: 'outcome', experiment: TEST, phase: 2, metric: 'per/visit', arm, segments, before },
    ...{ assignedDay: epochDay(100), outcomeDay: epochDay(103), converted: 1, sumDelta: minor(sum), sumSquaresDelta: String(sum * sum) },
    own: { events: 1, sum: minor(sum), base: 1 },
    ratio: { baseDelta: 2, baseSquaresDelta: '4', productsDelta: String(2 * sum) },
  })
const FACTS = [
  assigned('plain', { stage: 'new' }, 3),
  assigned('plain', { stage: 'at-risk' }, 0),
  assigned('gift', { stage: 'new' }, 2),
  outcome('gift', { stage: 'new' }, 2, 500),
  outcome('plain', { stage: 'at-risk' }, 0, 70),
]
const countersOf = (scope: string): ReadonlyMap<string, bigint> =>
  new Map(foldTally(FACTS).flatMap((one) => (one.scope === scope ? [[one.counter, one.by] as const] : [])))

const GIFTS = { conversions: 1n, sum: 500n, sumSquares: 250_000n, base: 2n, baseSquares: 4n, products: 1_000n }
const together = (outcomes: ReturnType<typeof countedOf>['outcomes']) =>
  outcomes.reduce<Record<string, bigint>>((sum, { sums }) => {
    for (const [name, by] of Object.entries(sums)) sum[name] = (sum[name] ?? 0n) + by
    return sum
  }, {})

describe('counters, read again', () => {
  it('of an experiment: those assigned, and the sums of a ratio', () => {
    const { entries, outcomes } = countedOf(countersOf(experimentScope(TEST, 2)))
    expect(entries).toEqual([
      { arm: 'plain', assignedDay: 100, assigned: 2n },
      { arm: 'gift', assignedDay: 100, assigned: 1n },
    ])
    const gifts = outcomes.filter(({ arm }) => arm === 'gift')
    expect(gifts.every((one) => one.metric === 'per/visit' && one.assignedDay === 100 && one.outcomeDay === 103)).toBe(true)
    expect(together(gifts)).toEqual(GIFTS)
  })

  it('of a break-down: each segment as an experiment of its own', () => {
    const segments = segmentedOf(countersOf(breakdownScope(TEST, 2, 'stage')))
    expect([...segments.keys()]).toEqual(['new', 'at-risk'])
    expect(segments.get('new')?.entries).toEqual([
      { arm: 'plain', assignedDay: 100, assigned: 1n },
      { arm: 'gift', assignedDay: 100, assigned: 1n },
    ])
    expect(together(segments.get('new')?.outcomes ?? [])).toEqual(GIFTS)
    expect(together(segments.get('at-risk')?.outcomes ?? [])).toMatchObject({ conversions: 1n, sum: 70n })
  })

  it('of what was there before, and its products with what came', () => {
    const { entries, products } = covariatesOf(countersOf(experimentScope(TEST, 2)))
    expect(entries).toEqual([
      { arm: 'plain', assignedDay: 100, sum: 3n, sumSquares: 0n },
      { arm: 'plain', assignedDay: 100, sum: 0n, sumSquares: 9n },
      { arm: 'gift', assignedDay: 100, sum: 2n, sumSquares: 0n },
      { arm: 'gift', assignedDay: 100, sum: 0n, sumSquares: 4n },
    ])
    const of = { arm: 'gift', metric: 'per/visit', assignedDay: 100, outcomeDay: 103 }
    expect(products).toEqual([
      { ...of, conversions: 2n, sum: 0n },
      { ...of, conversions: 0n, sum: 1_000n },
    ])
  })
})
