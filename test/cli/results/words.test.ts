import { describe, expect, it } from 'vitest'
import { amountText, differenceText, estimateText, intervalText, levelText, percentText } from '../../../cli/results/numbers.ts'
import { type About, latchedSentence, shortVerdict, verdictSentence } from '../../../cli/results/verdict-words.ts'
import { resultListText } from '../../../cli/results/list.ts'
import type { LatchedVerdict } from '../../../shared/domain/experiment/latched.ts'
import type { Verdict } from '../../../shared/domain/experiment/verdict.ts'
import { parseIso, dayOf } from '../../../shared/kernel/time.ts'
import { type EpochDay, epochMs, experimentId } from '../../../shared/kernel/words.ts'

const ABOUT: About = { id: 'win-back', metric: 'order', better: 'more', measure: 'rate', currency: 'USD', control: 'plain' }
const day = (iso: string): EpochDay => dayOf(parseIso(iso) ?? epochMs(0))
const PAIR = { variant: 'gift', against: 'plain', day: day('2025-03-04') }
const srm = { pValue: 1e-9, since: day('2025-03-02'), arms: [{ variant: 'gift', observed: 5_400, expected: 5_000 }], furthest: 'gift' }

describe('a verdict in a sentence', () => {
  it.each<{ verdict: Verdict; about?: Partial<About>; says: string }>([
    {
      verdict: { type: 'winner', ...PAIR, by: 'sequential', estimate: 0.012, interval: [0.004, 0.021] },
      says: 'With “gift” more customers reach “order” than with “plain”: +1.20 points (0.40 to 2.10), decided on 2025-03-04.',
    },
    {
      verdict: { type: 'winner', ...PAIR, against: 'holdout', by: 'end', estimate: 0.012, interval: null },
      says: 'With “gift” more customers reach “order” than among those held out: +1.20 points, decided on 2025-03-04, when the plan was reached.',
    },
    {
      verdict: { type: 'winner', ...PAIR, by: 'sequential', estimate: -0.012, interval: [-0.021, -0.004] },
      about: { better: 'less' },
      says: 'With “gift” fewer customers reach “order” than with “plain”: −1.20 points (−2.10 to −0.40), decided on 2025-03-04. Fewer is better here.',
    },
    {
      verdict: { type: 'loser', ...PAIR, by: 'sequential', estimate: -0.45, interval: [-0.8, -0.1] },
      about: { measure: 'mean' },
      says: 'With “gift” a customer brings less than with “plain”: −0.45 USD (−0.80 to −0.10), decided on 2025-03-04.',
    },
    {
      verdict: { type: 'winner', ...PAIR, by: 'sequential', estimate: 0.031, interval: [0.01, 0.05] },
      about: { measure: 'ratio', currency: null },
      says: 'With “gift” “order” is higher than with “plain”: +0.031 (0.010 to 0.050), decided on 2025-03-04.',
    },
    {
      verdict: { type: 'winner', variant: 'treated', against: 'holdout', day: PAIR.day, by: 'sequential', estimate: 0.012, interval: null },
      about: { id: '$global' },
      says: 'With mail from campaigns more customers reach “order” than among those held out: +1.20 points, decided on 2025-03-04.',
    },
    {
      verdict: { type: 'no-difference', ...PAIR, because: 'within', interval: [-0.004, 0.005] },
      says: 'There is no difference in “order” between “gift” and “plain” that is worth having: it lies within −0.40 to +0.50 points, found on 2025-03-04.',
    },
    {
      verdict: { type: 'no-difference', ...PAIR, because: 'over', interval: [-0.004, 0.009] },
      says: 'The plan was over on 2025-03-04 and showed no difference in “order” between “gift” and “plain”: what lies beyond −0.40 to +0.90 points is ruled out.',
    },
    {
      verdict: {
        type: 'running',
        ...PAIR,
        mature: 12_000,
        planned: 28_000,
        estimate: 0.004,
        interval: [-0.005, 0.013],
        daysLeft: 12,
        dueDay: null,
      },
      says: 'Nothing is decided yet: the window of 12,000 of 28,000 planned customers has closed, about 12 days to go; so far “gift” stands at +0.40 points (−0.50 to +1.30) against “plain”.',
    },
    {
      verdict: {
        type: 'running',
        ...PAIR,
        mature: 1,
        planned: null,
        estimate: null,
        interval: null,
        daysLeft: null,
        dueDay: day('2025-04-01'),
      },
      says: 'Nothing is said before 2025-04-01: the window of 1 customer has closed.',
    },
    {
      verdict: { type: 'harmful', variant: 'gift', guardrail: '$unsubscribe', since: day('2025-03-02') },
      says: 'With “gift” more customers unsubscribe than with “plain”, seen since 2025-03-02.',
    },
    {
      verdict: { type: 'harmful', variant: 'gift', guardrail: 'refund', since: day('2025-03-02') },
      says: 'With “gift” “refund” is worse than with “plain”, seen since 2025-03-02.',
    },
    {
      verdict: { type: 'broken', fault: { because: 'srm', by: 'sequential', ...srm } },
      says: 'Broken: the variants are not as large as their shares say, furthest “gift” with 5,400 customers in place of 5,000 (p 1.0e-9, since 2025-03-02). No number below can be believed.',
    },
    {
      verdict: { type: 'broken', fault: { because: 'crossover', customers: 120, share: 0.024 } },
      says: 'Broken: 120 customers (2.4 %) were seen in two variants. No number below can be believed.',
    },
    {
      verdict: { type: 'broken', fault: { because: 'assignment', arm: 'blue', customers: 12 } },
      says: 'Broken: 12 customers stand in “blue”, which is no variant of this experiment. No number below can be believed.',
    },
    {
      verdict: { type: 'not-enough-data', missing: { what: 'outcomes', mature: 900 } },
      says: 'Not enough data: of 900 customers whose window has closed nobody converted, or everybody did.',
    },
    {
      verdict: { type: 'not-enough-data', missing: { what: 'customers', mature: 0, firstMatureDay: null } },
      says: 'Not enough data: nobody was assigned yet.',
    },
  ])('$says', ({ verdict, about, says }) => expect(verdictSentence(verdict, { ...ABOUT, ...about })).toBe(says))

  const latched: LatchedVerdict = {
    ...{ experiment: experimentId('win-back'), phase: 1, type: 'winner', variant: 'gift', against: 'plain', day: PAIR.day, at: epochMs(0) },
    ...{ metric: 'order', customers: 6_000, estimate: 0.012, interval: [0.004, 0.021], acted: [] },
  }
  it.each<{ found: Partial<LatchedVerdict>; says: string }>([
    { found: {}, says: 'With “gift” more customers reach “order” than with “plain”: +1.20 points (0.40 to 2.10), decided on 2025-03-04.' },
    {
      found: { type: 'no-difference', interval: [-0.004, 0.005] },
      says: 'No difference worth having in “order” between “gift” and “plain” was found on 2025-03-04: what lies beyond −0.40 to +0.50 points is ruled out.',
    },
    {
      found: { type: 'harmful', metric: '$complaint' },
      says: 'With “gift” more customers complain than with “plain”, seen since 2025-03-04.',
    },
    { found: { type: 'broken', variant: null, against: null }, says: 'Broken: found on 2025-03-04. No number below can be believed.' },
  ])('what was found: $says', ({ found, says }) => expect(latchedSentence({ ...latched, ...found }, ABOUT)).toBe(says))

  it.each<{ verdict: Verdict; says: string }>([
    { verdict: { type: 'winner', ...PAIR, by: 'end', estimate: 0.012, interval: null }, says: 'winner: gift, +1.20 points, 2025-03-04' },
    { verdict: { type: 'no-difference', ...PAIR, because: 'over', interval: null }, says: 'no difference, 2025-03-04' },
    { verdict: { type: 'harmful', variant: 'gift', guardrail: '$bounce', since: PAIR.day }, says: 'HARMFUL: gift, since 2025-03-04' },
    { verdict: { type: 'not-enough-data', missing: { what: 'comparison' } }, says: 'nothing to compare' },
    { verdict: { type: 'not-enough-data', missing: { what: 'outcomes', mature: 3 } }, says: 'not enough data' },
  ])('in a line: $says', ({ verdict, says }) => expect(shortVerdict(verdict, ABOUT)).toBe(says))
})

describe('numbers', () => {
  it.each([
    { got: differenceText(0.00004, { measure: 'rate', currency: null }), is: '+0.0040 points' },
    { got: differenceText(0, { measure: 'rate', currency: null }), is: '0.00 points' },
    // A ratio of money is counted in minor units: 250 cents an order.
    { got: differenceText(250, { measure: 'ratio', currency: 'USD' }), is: '+2.50 USD' },
    { got: differenceText(250, { measure: 'ratio', currency: 'JPY' }), is: '+250.00 JPY' },
    { got: estimateText(-2, [-3, -1], { measure: 'mean', currency: 'EUR' }), is: '−2.00 EUR (−3.00 to −1.00)' },
    { got: intervalText([0, 1], { measure: 'ratio', currency: null }), is: '0.00 to 1.00' },
    { got: levelText(null, { measure: 'rate', currency: null }), is: '–' },
    { got: levelText(0.0525, { measure: 'rate', currency: null }), is: '5.25 %' },
    { got: amountText(-12_345.6), is: '−12,346' },
    { got: percentText(0.253), is: '+25.3 %' },
    { got: percentText(382.75), is: '> +1,000 %' },
  ])('$is', ({ got, is }) => expect(got).toBe(is))
})

it('all campaigns together are told by currency, and who is left out', () => {
  const together = [
    { currency: null, campaigns: 2, untold: 1, incremental: { estimate: 1_200, interval: [400, 2_000] as const } },
    { currency: 'USD', campaigns: 0, untold: 3, incremental: null },
  ]
  const verdict: Verdict = { type: 'not-enough-data', missing: { what: 'outcomes', mature: 3 } }
  const one = {
    id: 'win-back',
    name: 'Win back',
    campaign: 'win-back',
    phase: 2,
    assigned: 3,
    metric: 'order',
    measure: 'rate',
    currency: null,
  } as const
  const results = [{ ...one, better: 'more', method: 'hybrid', plannedTotal: null, verdict, latched: null } as const]
  expect(resultListText({ results, together }, { columns: 100, isUtf8: true })).toBe(
    [
      '  experiment         customers  metric  verdict',
      '  win-back, phase 2          3  order   not enough data',
      '',
      'All campaigns together, of what their holdouts tell',
      '  +1,200 conversions (+400 to +2,000) that would not have come without 2 campaigns; of 1 more it cannot be told (no window of theirs has closed)',
      '  USD: of 3 campaigns it cannot be told (no cap, or no window of theirs has closed)',
    ].join('\n'),
  )
  expect(resultListText({ results: [], together: [] }, { columns: 100, isUtf8: true })).toContain('Nothing is measured yet')
})
