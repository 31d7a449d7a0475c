import { describe, expect, it } from 'vitest'
import type { Attention, Verdict } from '../../shared/contract/api.ts'
import type {
  EntryRefusal,
  Explanation,
  JourneyEnd,
  Refusal,
  RefusalType,
  StageReason,
  Standing,
  StatusName,
} from '../../console/api/types.ts'
import { enWords } from '../../console/words/en/index.ts'
import type { Measure } from '../../console/words/en/verdicts.ts'
import { formatsOf } from '../../console/words/formats.ts'
import type { Words } from '../../console/words/words.ts'
import { zhWords } from '../../console/words/zh/index.ts'
import { epochMs } from '../../shared/kernel/words.ts'

const LANGUAGES: readonly (readonly [string, Words])[] = [
  ['en', enWords(formatsOf('en', 'en-GB', 'UTC'))],
  ['zh', zhWords(formatsOf('zh', 'zh-CN', 'UTC'))],
]
const at = epochMs(Date.UTC(2026, 2, 14, 15, 20))
const share: Measure = { type: 'share' }
const money: Measure = { type: 'money', currency: 'USD' }

const VERDICTS: readonly Verdict[] = [
  { type: 'nothing-to-compare', assigned: 1 },
  { type: 'not-enough-data', assigned: 1 },
  { type: 'not-enough-data', assigned: 1_200 },
  { type: 'broken', pValue: 0.00001 },
  { type: 'difference', variant: 'offer', against: 'plain', metric: 'order', difference: 0.0412, interval: [0.0136, 0.0688] },
  { type: 'difference', variant: 'offer', against: 'plain', metric: 'order', difference: -0.0412, interval: [-0.0688, -0.0136] },
  { type: 'no-difference', metric: 'order', widest: [-0.01, 0.03] },
]
const ATTENTION: readonly Attention[] = [
  { type: 'quarantine', count: 1 },
  { type: 'quarantine', count: 17 },
  { type: 'quarantine-full', kept: 1_000, lost: 3 },
  { type: 'sample-ratio', experiment: 'win-back', pValue: 0.0001 },
  { type: 'unsettled-mail', count: 2 },
  { type: 'not-renderable', campaign: 'win-back', count: 2 },
]
const STAGE_REASONS: readonly StageReason[] = [
  { type: 'ended', at },
  { type: 'silent', sinceAt: at, thresholdMs: 86_400_000 * 60 },
  { type: 'first-seen', at, newMs: 86_400_000 * 30 },
  { type: 'recent', lastSeenAt: at, atRiskMs: 86_400_000 },
]
const ENTRY_REFUSALS: readonly EntryRefusal[] = [
  { type: 'campaign-not-active' },
  { type: 'not-started', startAt: at },
  { type: 'over', endAt: at },
  { type: 'event-too-old', entryMaxAgeMs: 86_400_000 },
  { type: 'already-in', entry: 2 },
  { type: 'entered-before', lastEnteredAt: at, againAt: null },
  { type: 'entered-before', lastEnteredAt: at, againAt: at },
  { type: 'too-many-journeys', limit: 20 },
  { type: 'not-in-audience' },
  { type: 'outside-traffic', bucket: 9_100 },
]
const REFUSALS: readonly Refusal[] = [
  { type: 'sending-off' },
  { type: 'campaign-not-active' },
  { type: 'journey-ended' },
  { type: 'no-address' },
  { type: 'withdrawn', at },
  { type: 'no-consent', basis: 'opt-in' },
  { type: 'no-consent', basis: 'customers' },
  { type: 'not-renderable', detail: 'no such filter' },
  { type: 'rejected', detail: '550' },
]
const ENDS: readonly JourneyEnd[] = [
  { outcome: 'completed' },
  { outcome: 'exited', because: { type: 'event', event: 'Order Completed' } },
  { outcome: 'exited', because: { type: 'stage', stage: 'active' } },
  { outcome: 'exited', because: { type: 'withdrawn' } },
  { outcome: 'exited', because: { type: 'merged' } },
]
const LEAVES: readonly Extract<Explanation, { readonly kind: 'leaf' }>[] = [
  { kind: 'leaf', held: true, path: 'metrics.orders', operator: '$gte', expected: 2, seen: 3 },
  { kind: 'leaf', held: false, path: 'traits.plan', operator: '$in', expected: ['a', 'b'], seen: null },
  { kind: 'leaf', held: true, path: 'traits.plan', operator: '$exists', expected: false, seen: null },
]
const STANDINGS: readonly Standing[] = ['new', 'active', 'at-risk', 'dormant', 'churned', 'prospect']
const STATUSES: readonly StatusName[] = [
  'owed',
  'claimed',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'refused',
  'withheld',
  'stale',
  'unknown',
  'unconfirmed',
]

/** Every case of every union, worded. */
const sentencesOf = (words: Words): readonly string[] => [
  ...VERDICTS.flatMap((verdict) =>
    [share, money].flatMap((measure) => [
      words.verdicts.short(verdict, measure),
      words.verdicts.sentence(verdict, measure),
      words.verdicts.more(verdict, measure),
      words.verdicts.kind[verdict.type],
    ]),
  ),
  ...ATTENTION.flatMap((attention) => [words.overview.attention(attention), words.overview.attentionGo[attention.type]]),
  ...STAGE_REASONS.map(words.lifecycle.because),
  ...STANDINGS.flatMap((standing) => [words.lifecycle.standing(standing), words.lifecycle.meaning(standing)]),
  ...ENTRY_REFUSALS.map(words.reasons.entryRefusal),
  ...REFUSALS.map(words.messages.refusal),
  ...REFUSALS.map(({ type }): string => words.messages.refusalType(type satisfies RefusalType)),
  ...STATUSES.flatMap((status) => [words.messages.status(status), words.messages.statusMeaning(status)]),
  ...ENDS.map(words.reasons.journeyEnd),
  ...LEAVES.map(words.reasons.leaf),
]

describe.each(LANGUAGES)('the words in %s', (language, words) => {
  it('say every case, and nothing by accident', () => {
    for (const sentence of sentencesOf(words)) expect(sentence).not.toMatch(/^\s*$|undefined|NaN|\[object|null/)
  })

  it('are in that language', () => {
    const isChinese = (sentence: string): boolean => /\p{Script=Han}/u.test(sentence)
    const others = textsOf(words).filter((text) => isChinese(text) !== (language === 'zh'))
    expect(others.filter((text) => !NAMED_IN_ITSELF.includes(text))).toEqual([])
  })
})

/** What is called the same everywhere; a language is named in itself. */
const NAMED_IN_ITSELF = ['Rekindle', 'English', '中文', 'ID']

/** All sentences that take no value, however deep. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /\p{L}/u.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

it.each([
  { index: 4, sentence: 'So far, with “offer”, 4.1 percentage points more customers reach “order” than with “plain”.' },
  { index: 5, sentence: 'So far, with “offer”, 4.1 percentage points fewer customers reach “order” than with “plain”.' },
])('says which way a difference points: $sentence', ({ index, sentence }) => {
  expect(LANGUAGES[0]?.[1].verdicts.sentence(VERDICTS[index] as Verdict, share)).toBe(sentence)
})
