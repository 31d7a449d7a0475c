/** Every verdict, every piece of advice and every deed, worded in both languages: with its numbers, and no more than the method allows. */
import { describe, expect, it } from 'vitest'
import type { Acted, Advice, ResultSummary, Verdict } from '../../console/api/types.ts'
import { enWords } from '../../console/words/en/index.ts'
import { enResultWords } from '../../console/words/en/result.ts'
import { formatsOf } from '../../console/words/formats.ts'
import type { ResultWords, Words } from '../../console/words/words.ts'
import { zhWords } from '../../console/words/zh/index.ts'
import { zhResultWords } from '../../console/words/zh/result.ts'
import { epochDay, epochMs } from '../../shared/kernel/words.ts'

const english = formatsOf('en', 'en-GB', 'UTC')
const chinese = formatsOf('zh', 'zh-CN', 'UTC')
const LANGUAGES: readonly (readonly [string, Words, ResultWords])[] = [
  ['en', enWords(english), enResultWords(english)],
  ['zh', zhWords(chinese), zhResultWords(chinese)],
]

const day = epochDay(20_526)
const at = epochMs(Date.UTC(2026, 2, 14, 15, 20))
const pair = { variant: 'offer', against: 'plain' }
const ahead = { ...pair, day, estimate: 0.0222, interval: [0.0042, 0.0405] as const }
const behind = { ...ahead, estimate: -0.0222, interval: [-0.0405, -0.0042] as const }
const arms = [
  { variant: 'plain', observed: 9_000, expected: 8_370 },
  { variant: 'offer', observed: 7_600, expected: 8_370 },
]
const running = {
  type: 'running',
  ...pair,
  mature: 7_800,
  planned: 22_863,
  estimate: 0.0067,
  interval: [-0.0114, 0.0248],
  daysLeft: 26,
  dueDay: null,
} as const

const VERDICTS = {
  srm: { type: 'broken', fault: { because: 'srm', by: 'sequential', pValue: 1e-9, since: day, arms, furthest: 'offer' } },
  crossover: { type: 'broken', fault: { because: 'crossover', customers: 240, share: 0.03 } },
  assignment: { type: 'broken', fault: { because: 'assignment', arm: 'ghost', customers: 1 } },
  unsubscribe: { type: 'harmful', guardrail: '$unsubscribe', variant: 'offer', since: day },
  complaint: { type: 'harmful', guardrail: '$complaint', variant: 'offer', since: day },
  bounce: { type: 'harmful', guardrail: '$bounce', variant: 'offer', since: day },
  own: { type: 'harmful', guardrail: 'return', variant: 'offer', since: day },
  nobody: { type: 'not-enough-data', missing: { what: 'customers', mature: 0, firstMatureDay: null } },
  early: { type: 'not-enough-data', missing: { what: 'customers', mature: 0, firstMatureDay: day } },
  half: { type: 'not-enough-data', missing: { what: 'customers', mature: 1, firstMatureDay: day } },
  silent: { type: 'not-enough-data', missing: { what: 'outcomes', mature: 480 } },
  alone: { type: 'not-enough-data', missing: { what: 'comparison' } },
  running,
  open: { ...running, planned: null, daysLeft: null },
  numberless: { ...running, estimate: null, interval: null },
  waiting: { ...running, dueDay: day, daysLeft: 48 },
  winner: { type: 'winner', ...ahead, by: 'sequential' },
  fewer: { type: 'winner', ...behind, by: 'end' },
  loser: { type: 'loser', ...behind, by: 'sequential' },
  within: { type: 'no-difference', ...pair, day, because: 'within', interval: [-0.003, 0.004] },
  over: { type: 'no-difference', ...pair, day, because: 'over', interval: [-0.003, 0.014] },
  'over, unknown': { type: 'no-difference', ...pair, day, because: 'over', interval: null },
} as const satisfies Readonly<Record<string, Verdict>>

const summaryOf = (verdict: Verdict, more: Partial<ResultSummary> = {}): ResultSummary => ({
  ...({ id: 'win-back', name: 'Win back', campaign: 'win-back', phase: 1, assigned: 8_000, metric: 'order' } as const),
  ...({ measure: 'rate', currency: null, better: 'more', method: 'hybrid', plannedTotal: 22_863, verdict, latched: null } as const),
  ...more,
})
const MEASURED: readonly Partial<ResultSummary>[] = [
  {},
  { measure: 'mean', currency: 'USD' },
  { measure: 'ratio' },
  { measure: 'ratio', currency: 'USD', metric: '$click' },
  { id: '$global', method: 'bayesian' },
]

const ADVICE: readonly Advice[] = [
  { type: 'wait', days: null },
  { type: 'wait', days: 1 },
  { type: 'wait', days: 26 },
  { type: 'promote', variant: 'offer' },
  { type: 'drop', variant: 'offer' },
  { type: 'keep', variant: 'plain' },
  { type: 'stop', variant: 'offer', guardrail: '$unsubscribe' },
  { type: 'look-at-assignment', arm: null },
  { type: 'look-at-assignment', arm: 'offer' },
  { type: 'write-plan' },
  { type: 'set-cap', metric: 'order' },
  { type: 'small-holdout', heldOut: 36 },
  { type: 'no-traffic' },
  { type: 'look-once' },
  { type: 'resume-when-mended' },
]
const ACTED: readonly Acted[] = (['notify', 'promote', 'stop'] as const).flatMap((action) =>
  (['done', 'moot', 'failed'] as const).map((outcome) => ({
    action,
    at,
    outcome,
    why: outcome === 'failed' ? 'somebody publishes' : null,
  })),
)

describe.each(LANGUAGES)('the words of results in %s', (language, { verdicts }, { advice, ...others }) => {
  const sentences = [
    ...Object.values(VERDICTS).flatMap((verdict) =>
      MEASURED.flatMap((more) => {
        const summary = summaryOf(verdict, more)
        return [verdicts.short(summary), verdicts.sentence(summary), verdicts.kind[verdict.type]]
      }),
    ),
    ...ADVICE.map((one) => advice.advice(one, verdicts.armName, (name) => verdicts.metricName(name))),
    ...ACTED.map(advice.acted),
  ]

  it('say every case, and nothing by accident', () => {
    expect(sentences.length).toBeGreaterThan(300)
    for (const sentence of sentences) expect(sentence).not.toMatch(/^\s*$|undefined|NaN|\[object|null|Infinity/)
  })

  it('are in that language', () => {
    const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)
    const texts = [...sentences, ...textsOf({ advice, ...others })]
    expect(texts.filter((text) => isChinese(text) !== (language === 'zh')).filter((text) => !NAMES.includes(text))).toEqual([])
  })
})

/** Methods are called the same everywhere. */
const NAMES = ['CUPED']

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /\p{L}/u.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

describe('a verdict in one sentence', () => {
  const [, { verdicts }] = LANGUAGES[0] as (typeof LANGUAGES)[number]
  it.each([
    {
      verdict: VERDICTS.winner,
      says: '“offer” wins: with it, 2.22 percentage points more customers reach “order” than with “plain” (+0.42 to +4.05 points). Decided on 14 March 2026, with the numbers of that day.',
    },
    {
      verdict: VERDICTS.loser,
      says: '“offer” loses: with it, 2.22 percentage points fewer customers reach “order” than with “plain” (−4.05 to −0.42 points). Decided on 14 March 2026, with the numbers of that day.',
    },
    {
      verdict: { ...VERDICTS.winner, estimate: 1.124, interval: [0.1506, 2.098] as const },
      more: { measure: 'mean', currency: 'USD' } as const,
      says: '“offer” wins: with it, each customer brings $1.12 more revenue of “order” than with “plain” (+$0.15 to +$2.10). Decided on 14 March 2026, with the numbers of that day.',
    },
    {
      verdict: { ...VERDICTS.winner, against: 'holdout' },
      says: '“offer” wins: with it, 2.22 percentage points more customers reach “order” than with the holdout (+0.42 to +4.05 points). Decided on 14 March 2026, with the numbers of that day.',
    },
    {
      verdict: VERDICTS.within,
      says: 'No difference worth having: between “offer” and “plain” it lies within −0.30 to +0.40 points, less than the plan calls worth having.',
    },
    {
      verdict: VERDICTS.over,
      says: 'The plan is over and showed no difference in “order”. Between “offer” and “plain”, effects outside −0.30 to +1.40 points are ruled out.',
    },
    {
      verdict: VERDICTS.running,
      says: 'Undecided: 7,800 of 22,863 planned customers, about 26 days to go. So far “offer” differs from “plain” by +0.67 points (−1.14 to +2.48).',
    },
    {
      verdict: VERDICTS.unsubscribe,
      says: '“offer” does harm: more customers unsubscribe than with the control, seen since 14 March 2026.',
    },
    {
      verdict: VERDICTS.srm,
      says: 'Broken, so there is no verdict: the variants do not have the sizes that their shares say; “offer” has 7,600 customers where 8,370 were expected.',
    },
    {
      verdict: VERDICTS.early,
      says: 'Not enough data: nobody’s window has closed yet. The first windows close on 14 March 2026.',
    },
  ])('$says', ({ verdict, says, more }) => {
    expect(verdicts.sentence(summaryOf(verdict, more))).toBe(says)
  })

  it('tells no difference of a fixed horizon before its date', () => {
    expect(verdicts.sentence(summaryOf(VERDICTS.waiting, { method: 'fixed' }))).toBe(
      'Nothing is said before 14 March 2026: this experiment is looked at once, on that day. 7,800 customers have a closed window so far.',
    )
  })

  it('calls nobody a winner by a method that looking often deceives', () => {
    const said = verdicts.sentence(summaryOf(VERDICTS.winner, { method: 'bayesian' }))
    expect(said).toMatch(/^“offer” is ahead: /)
    expect(said).not.toMatch(/win/)
  })
})
