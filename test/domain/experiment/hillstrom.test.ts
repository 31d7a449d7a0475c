import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type ArmTotals, type MetricTotals, type Readout, readOut } from '../../../shared/domain/experiment/analysis.ts'
import { dataset } from '../../datasets.ts'

const events = dataset('data/hillstrom.events.jsonl.gz')
const reference = dataset('data/hillstrom.reference.json')

/** Kevin Hillstrom's e-mail test of 64,000 customers, summed here in the plainest way, against results computed by others. */
describe.skipIf(events === null || reference === null)('Hillstrom', () => {
  const expected: Reference = JSON.parse(reference === null ? '{}' : readFileSync(reference, 'utf8'))
  const metrics = [
    { name: 'visit', revenue: null },
    { name: 'conversion', revenue: { minorPerUnit: 100 } },
  ]
  const result = events === null ? null : readOut('spring-mail', totalsFrom(events), metrics, 'none', null)
  const comparison = (metric: string, variant: string) =>
    (result as Readout).comparisons.find((entry) => entry.metric === metric && entry.variant === variant)

  it('has the sample ratio of the reference', () => {
    expect(result?.srm?.chiSquare).toSatisfy(within(expected.srm.chi2))
    expect(result?.srm?.pValue).toSatisfy(within(expected.srm.p))
  })

  it.each(['mens', 'womens', 'none'])('counts the arm %s', (variant) => {
    const arm = result?.arms.find((entry) => entry.variant === variant)
    const { n, visits, conversions, spend_total, spend_mean, spend_var, visit_rate, conversion_rate } = expected.arms[
      variant
    ] as ArmReference
    expect(arm).toMatchObject({
      assigned: n,
      metrics: {
        visit: { conversions: visits, rate: visit_rate },
        conversion: { conversions, rate: conversion_rate, revenue: { sumMinor: Math.round(spend_total * 100) } },
      },
    })
    expect(arm?.metrics.conversion?.revenue?.mean).toSatisfy(within(spend_mean))
    expect(arm?.metrics.conversion?.revenue?.variance).toSatisfy(within(spend_var))
  })

  it.each([
    { metric: 'visit', variant: 'mens' },
    { metric: 'visit', variant: 'womens' },
    { metric: 'conversion', variant: 'mens' },
    { metric: 'conversion', variant: 'womens' },
  ] as const)('compares the share of $metric, $variant with none', ({ metric, variant }) => {
    const { diff, p_pooled, wald_ci95 } = expected.contrasts[`${variant}_vs_none`][metric]
    const got = comparison(metric, variant)
    expect(got?.difference).toSatisfy(within(diff))
    expect(got?.pValue).toSatisfy(within(p_pooled))
    expect(got?.interval?.[0]).toSatisfy(within(wald_ci95[0]))
    expect(got?.interval?.[1]).toSatisfy(within(wald_ci95[1]))
  })

  it.each(['mens', 'womens'] as const)('compares mean spend, %s with none', (variant) => {
    const { diff, p, ci95 } = expected.contrasts[`${variant}_vs_none`].spend
    const got = comparison('conversion.revenue', variant)
    expect(got?.difference).toSatisfy(within(diff))
    expect(got?.pValue).toSatisfy(within(p))
    expect(got?.interval?.[0]).toSatisfy(within(ci95[0]))
    expect(got?.interval?.[1]).toSatisfy(within(ci95[1]))
  })
})

/** To 1e-9 of the expected value. */
const within = (expected: number) => (got: unknown) => typeof got === 'number' && Math.abs(got - expected) <= 1e-9 * Math.abs(expected)

/** Every customer once, in the arm first seen; every outcome came within the two weeks. */
const totalsFrom = (path: string): readonly ArmTotals[] => {
  const armOf = new Map<string, string>()
  const visited = new Set<string>()
  const spentMinor = new Map<string, bigint>()
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n')) {
    const { userId, event, properties } = JSON.parse(line)
    if (event === 'Experiment Viewed') armOf.set(userId, armOf.get(userId) ?? properties.variation_id)
    if (event === 'Site Visited') visited.add(userId)
    if (event === 'Order Completed') spentMinor.set(userId, (spentMinor.get(userId) ?? 0n) + BigInt(Math.round(properties.revenue * 100)))
  }
  return ['mens', 'womens', 'none'].map((variant) => {
    const customers = [...armOf].filter(([, arm]) => arm === variant).map(([customer]) => customer)
    const spends = customers.flatMap((customer) => spentMinor.get(customer) ?? [])
    const conversion: MetricTotals = {
      conversions: BigInt(spends.length),
      sumMinor: spends.reduce((sum, spend) => sum + spend, 0n),
      sumSquaresMinor: spends.reduce((sum, spend) => sum + spend * spend, 0n),
    }
    const visits = BigInt(customers.filter((customer) => visited.has(customer)).length)
    const visit: MetricTotals = { conversions: visits, sumMinor: 0n, sumSquaresMinor: 0n }
    return { variant, weight: 1, assigned: BigInt(customers.length), metrics: { visit, conversion } }
  })
}

type ArmReference = {
  n: number
  visits: number
  conversions: number
  spend_total: number
  spend_mean: number
  spend_var: number
  visit_rate: number
  conversion_rate: number
}
type RateReference = { diff: number; p_pooled: number; wald_ci95: [number, number] }
type ContrastReference = { visit: RateReference; conversion: RateReference; spend: { diff: number; p: number; ci95: [number, number] } }
type Reference = {
  srm: { chi2: number; p: number }
  arms: Record<string, ArmReference>
  contrasts: Record<'mens_vs_none' | 'womens_vs_none', ContrastReference>
}
