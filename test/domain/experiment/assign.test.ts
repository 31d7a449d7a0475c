import { describe, expect, it } from 'vitest'
import { type Allocation, type Assignment, assign, type Salts, saltsFrom } from '../../../shared/domain/experiment/assign.ts'
import { sampleRatio } from '../../../shared/domain/statistics/sample-ratio.ts'
import { BUCKETS, bucketOf } from '../../../shared/kernel/hash.ts'
import { bps, type CustomerId, customerId, experimentId } from '../../../shared/kernel/words.ts'
import { bucketRanges, chooseVariation } from '../../vectors/growthbook.ts'

const CUSTOMERS: readonly CustomerId[] = Array.from({ length: 100_000 }, (_, index) => customerId(`c${index}`))
const SALTS = saltsFrom('1', experimentId('win-back'))

const allocation = (shares: readonly number[], gates: { trafficBps?: number; holdoutBps?: number; salts?: Salts } = {}): Allocation => ({
  salts: gates.salts ?? SALTS,
  trafficBps: bps(gates.trafficBps ?? 10_000),
  holdoutBps: bps(gates.holdoutBps ?? 0),
  variants: shares.map((shareBps, index) => ({ name: 'ABCDEFGH'[index] as string, shareBps: bps(shareBps) })),
})

const placeOf = (assignment: Assignment): string => (assignment.in ? assignment.variant : assignment.because)

/** Customers by answer; a fixed list of customers, so that the p-values below never change. */
const countBy = (answer: (customer: CustomerId) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const customer of CUSTOMERS) {
    const key = answer(customer)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const pValueOf = (counts: ReadonlyMap<string, number>, weights: Readonly<Record<string, number>>): number =>
  sampleRatio(Object.entries(weights).map(([key, weight]) => ({ observed: counts.get(key) ?? 0, weight }))).pValue ?? 0

describe('shares hold over 100,000 customers', () => {
  it.each([
    { shares: [5_000, 5_000], weights: { A: 50, B: 50 } },
    { shares: [9_500, 500], weights: { A: 95, B: 5 } },
    { shares: [3_334, 3_333, 3_333], weights: { A: 3_334, B: 3_333, C: 3_333 } },
    { shares: [1_000, 2_000, 3_000], weights: { A: 10, B: 20, C: 30, 'outside-coverage': 40 } },
    { shares: [100, 9_900], weights: { A: 1, B: 99 } },
  ])('$shares', ({ shares, weights }) => {
    const counts = countBy((customer) => placeOf(assign(allocation(shares), customer)))
    expect(pValueOf(counts, weights)).toBeGreaterThan(1e-4)
    expect([...counts.keys()].toSorted()).toEqual(Object.keys(weights).toSorted())
  })

  it('an arm of share 0 gets nobody', () => {
    expect(countBy((customer) => placeOf(assign(allocation([5_000, 0, 5_000]), customer))).has('B')).toBe(false)
  })

  it('a tenth is held out, of each variant alike', () => {
    const counts = countBy((customer) => {
      const assignment = assign(allocation([5_000, 5_000], { holdoutBps: 1_000 }), customer)
      return assignment.in ? `${assignment.variant}${assignment.held ? ' held' : ''}` : assignment.because
    })
    expect(pValueOf(counts, { A: 45, B: 45, 'A held': 5, 'B held': 5 })).toBeGreaterThan(1e-4)
  })

  it('a third of the traffic is let in, of each variant alike', () => {
    const counts = countBy((customer) => placeOf(assign(allocation([5_000, 5_000], { trafficBps: 3_333 }), customer)))
    expect(pValueOf(counts, { A: 16.665, B: 16.665, 'outside-traffic': 66.67 })).toBeGreaterThan(1e-4)
  })
})

describe('experiments know nothing of each other', () => {
  it.each([
    { what: 'another experiment', salts: saltsFrom('1', experimentId('onboarding')) },
    { what: 'another seed', salts: saltsFrom('2', experimentId('win-back')) },
  ])('$what', ({ salts }) => {
    const [here, there] = [allocation([5_000, 5_000]), allocation([5_000, 5_000], { salts })]
    const counts = countBy((customer) => placeOf(assign(here, customer)) + placeOf(assign(there, customer)))
    expect(pValueOf(counts, { AA: 1, AB: 1, BA: 1, BB: 1 })).toBeGreaterThan(1e-4)
  })
})

describe('raising traffic moves nobody who is in', () => {
  it.each([
    { from: 100, to: 1_000 },
    { from: 1_000, to: 5_000 },
    { from: 5_000, to: 10_000 },
  ])('from $from to $to', ({ from, to }) => {
    const moved = CUSTOMERS.filter((customer) => {
      const before = assign(allocation([5_000, 5_000], { trafficBps: from, holdoutBps: 1_000 }), customer)
      const after = assign(allocation([5_000, 5_000], { trafficBps: to, holdoutBps: 1_000 }), customer)
      return before.in && JSON.stringify(before) !== JSON.stringify(after)
    })
    expect(moved).toEqual([])
  })
})

/** Computed apart from this code, in Python. */
describe('golden assignments: whoever was drawn once is drawn so for ever', () => {
  it.each([
    { customer: 'c0', expected: { in: true, variant: 'A', bucket: 3888, held: true } },
    { customer: 'c1', expected: { in: true, variant: 'B', bucket: 4486, held: false } },
    { customer: 'c2', expected: { in: false, because: 'outside-traffic', bucket: 9525 } },
    { customer: 'c3', expected: { in: false, because: 'outside-coverage', bucket: 8862 } },
    { customer: 'c5', expected: { in: false, because: 'outside-traffic', bucket: 9461 } },
    { customer: 'c6', expected: { in: true, variant: 'A', bucket: 397, held: false } },
    { customer: 'c7', expected: { in: true, variant: 'B', bucket: 7141, held: false } },
    { customer: 'grace@example.com', expected: { in: false, because: 'outside-coverage', bucket: 8697 } },
    { customer: '9d5e9f7e-5d0e-4c57-9a3b-8c8f6c3f6a11', expected: { in: true, variant: 'B', bucket: 5266, held: false } },
    { customer: 'Zoë 😀', expected: { in: true, variant: 'B', bucket: 6123, held: false } },
  ])('$customer', ({ customer, expected }) => {
    expect(assign(allocation([4_000, 4_000], { trafficBps: 9_000, holdoutBps: 2_000 }), customerId(customer))).toEqual(expected)
  })
})

it('draws as a GrowthBook SDK does from the same salt', () => {
  const ranges = bucketRanges(3, 1, [0.2, 0.3, 0.5])
  for (const customer of CUSTOMERS.slice(0, 20_000)) {
    const variation = chooseVariation(bucketOf(SALTS.variant, customer) / BUCKETS, ranges)
    expect(placeOf(assign(allocation([2_000, 3_000, 5_000]), customer))).toBe('ABC'[variation])
  }
})

it('says which gate decided, and at which bucket', () => {
  for (const customer of CUSTOMERS.slice(0, 1_000)) {
    const { bucket, ...assignment } = assign(allocation([5_000, 4_000], { trafficBps: 5_000 }), customer)
    const salt = placeOf({ ...assignment, bucket } as Assignment) === 'outside-traffic' ? SALTS.traffic : SALTS.variant
    expect(bucket).toBe(bucketOf(salt, customer))
  }
})
