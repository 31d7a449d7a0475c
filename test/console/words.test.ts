import { describe, expect, it } from 'vitest'
import type { Attention } from '../../shared/contract/api.ts'
import type {
  EntryRefusal,
  Explanation,
  Fact,
  JourneyEnd,
  Refusal,
  RefusalType,
  StageReason,
  Standing,
  StatusName,
  Trigger,
} from '../../console/api/types.ts'
import { enWords } from '../../console/words/en/index.ts'
import { formatsOf } from '../../console/words/formats.ts'
import type { Words } from '../../console/words/words.ts'
import { zhWords } from '../../console/words/zh/index.ts'
import type { FactBody } from '../../shared/domain/fact/fact.ts'
import { callId, campaignId, epochMs, experimentId, messageId, taskId } from '../../shared/kernel/words.ts'

const LANGUAGES: readonly (readonly [string, Words])[] = [
  ['en', enWords(formatsOf('en', 'en-GB', 'UTC'))],
  ['zh', zhWords(formatsOf('zh', 'zh-CN', 'UTC'))],
]
const at = epochMs(Date.UTC(2026, 2, 14, 15, 20))
const ATTENTION: readonly Attention[] = [
  { type: 'quarantine', count: 1 },
  { type: 'quarantine', count: 17 },
  { type: 'quarantine-full', kept: 1_000, lost: 3 },
  { type: 'sample-ratio', experiment: 'win-back', pValue: 0.0001 },
  { type: 'unsettled-mail', count: 2 },
  { type: 'not-renderable', campaign: 'win-back', count: 2 },
  { type: 'coupons-low', campaign: 'win-back', pool: 'spring', free: 0, total: 200 },
  { type: 'coupons-low', campaign: 'win-back', pool: 'spring', free: 4, total: 200 },
  { type: 'sending-stopped', at: '2026-03-14T15:20:00Z', because: { type: 'person', why: 'a wrong price' } },
  {
    type: 'campaign-stopped',
    campaign: 'win-back',
    at: '2026-03-14T15:20:00Z',
    because: { type: 'breaker', rate: 'bounces', count: 120, of: 1_000 },
  },
  { type: 'rates-warn', campaign: null, excess: { rate: 'complaints', count: 2, of: 1_500 } },
]
const STAGE_REASONS: readonly StageReason[] = [
  { type: 'ended', at },
  { type: 'silent', sinceAt: at, thresholdMs: 86_400_000 * 60 },
  { type: 'first-seen', at, newMs: 86_400_000 * 30 },
  { type: 'recent', lastSeenAt: at, atRiskMs: 86_400_000 },
]
const ENTRY_REFUSALS: readonly EntryRefusal[] = [
  { type: 'campaign-not-active' },
  { type: 'campaign-paused' },
  { type: 'draft' },
  { type: 'missed', dueAt: at, entryMaxAgeMs: 86_400_000 },
  { type: 'entered-for-key', key: 'order 7' },
  { type: 'no-key', property: 'orderId' },
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
  { type: 'stopped', of: 'all', at, because: { type: 'person', why: 'a wrong price' } },
  { type: 'stopped', of: 'campaign', at, because: { type: 'breaker', rate: 'complaints', count: 4, of: 1_000 } },
  ...(['harmful', 'loser', 'broken'] as const).map(
    (found): Refusal => ({
      type: 'stopped',
      of: 'campaign',
      at,
      because: { type: 'guardrail', experiment: experimentId('welcome'), found, variant: found === 'broken' ? null : 'b', metric: null },
    }),
  ),
  { type: 'suppressed', because: 'hard-bounce', at },
  { type: 'not-confirmed', since: at },
  { type: 'already-confirmed', at },
  { type: 'paused', until: at },
  { type: 'quiet-hours', zone: 'Asia/Tokyo', isFallback: false, until: at },
  { type: 'quiet-hours', zone: 'Asia/Tokyo', isFallback: true, until: at },
  { type: 'outside-window', zone: 'Asia/Tokyo', isFallback: true, until: at },
  { type: 'capped', topic: null, atMost: 1, withinMs: 86_400_000, by: null },
  { type: 'capped', topic: 'offers', atMost: 2, withinMs: 7 * 86_400_000, by: campaignId('win-back') },
  { type: 'over-budget', of: 'campaign', perDay: 500 },
  { type: 'over-budget', of: 'all', perDay: 1 },
  { type: 'no-coupon', pool: 'spring' },
  { type: 'erased' },
  { type: 'not-renderable', detail: 'no such filter' },
  { type: 'rejected', detail: '550' },
]
const SUPPRESSED = ['hard-bounce', 'soft-bounces', 'complaint', 'by-hand'] as const

const mail = { campaign: campaignId('win-back'), entry: 1, step: 0, variant: 'plain', message: messageId('m1') }
const moved = { ...mail, type: 'message-moved', from: 'owed', because: null, until: null, isZoneUnknown: false } as const
const capped = { type: 'capped', topic: 'offers', atMost: 2, withinMs: 7 * 86_400_000, by: campaignId('win-back') } as const
const heard = { ...mail, type: 'heard', isFirst: true } as const

const journey = { campaign: campaignId('win-back'), entry: 1 }
const onPath = { ...journey, step: 1, path: { version: 1, variant: 'plain' } }
const task = { task: taskId('t') }
const FACTS: readonly FactBody[] = [
  ...(['granted', 'pending', 'withdrawn'] as const).map((status) => ({
    ...({ type: 'consent-changed', topic: 'offers', saidAt: at, status } as const),
    ...({ basis: status === 'granted' ? 'double-opt-in' : null, source: 'preference-centre' } as const),
  })),
  { type: 'preferences-changed', frequency: 'weekly', pausedUntil: at, saidAt: at },
  { type: 'preferences-changed', frequency: 'monthly', pausedUntil: null, saidAt: at },
  { ...moved, to: 'deferred', because: capped, until: at },
  { ...moved, to: 'refused', because: capped },
  { ...moved, to: 'claimed', isZoneUnknown: true },
  { ...heard, news: { type: 'delayed', saidAt: at, detail: 'mailbox full' } },
  { ...heard, news: { type: 'bounced', saidAt: at, kind: 'permanent', detail: '5.1.1' } },
  { ...heard, news: { type: 'bounced', saidAt: at, kind: 'transient', detail: '4.2.2' } },
  { ...heard, news: { type: 'complained', saidAt: at, detail: 'abuse' } },
  { ...heard, news: { type: 'opened', saidAt: at, by: 'person' } },
  { ...heard, news: { type: 'opened', saidAt: at, by: 'machine' } },
  { ...heard, news: { type: 'clicked', saidAt: at, by: 'person', link: 'https://shop.example/', source: 'link' } },
  { ...heard, news: { type: 'clicked', saidAt: at, by: 'machine', link: 'https://shop.example/', source: 'service' } },
  { type: 'erased', wasCustomer: true, from: 'active' },
  {
    ...journey,
    type: 'entered',
    version: 1,
    variant: 'plain',
    held: false,
    heldBy: null,
    trigger: { type: 'schedule', at },
    key: 'order 7',
  },
  { ...onPath, type: 'owed', message: messageId('m1') },
  { ...onPath, type: 'waiting', wakeAt: at },
  ...(['time', 'event', 'complete', 'moved', 'at-once'] as const).map((by) => ({ ...onPath, type: 'waited' as const, by })),
  { ...onPath, type: 'chose', way: 'else' },
  ...(['update', 'emit', 'task', 'webhook'] as const).map((what) => ({
    ...onPath,
    type: 'took' as const,
    what,
    withheld: what === 'task',
  })),
  { ...journey, type: 'milestone', name: 'profile', path: null },
  { ...journey, type: 'settling' },
  { ...onPath, type: 'leaving', because: { type: 'step', why: 'enough' } },
  { ...onPath, type: 'paused' },
  { ...onPath, type: 'resumed' },
  { ...journey, type: 'journey-moved', variant: 'plain', from: { version: 1, step: 0 }, to: { version: 2, step: 1 } },
  { ...journey, type: 'traits-updated', set: { plan: 'pro', points: 3 }, refused: ['notes'] },
  { ...journey, type: 'traits-updated', set: {}, refused: [] },
  { ...journey, type: 'emitted', step: 0, event: 'Trial Ends', properties: { days: 3 } },
  { ...journey, ...task, type: 'task-opened', step: 0, title: 'Call them', note: null, assignee: 'sales', dueAt: at, about: {} },
  { ...journey, ...task, type: 'task-opened', step: 0, title: 'Call them', note: null, assignee: null, dueAt: null, about: {} },
  ...(['done', 'dismissed', 'ended'] as const).map((outcome) => ({
    ...journey,
    ...task,
    type: 'task-closed' as const,
    outcome,
    by: 'Bo',
    note: 'Nice.',
  })),
  { ...journey, ...task, type: 'task-closed', outcome: 'done', by: null, note: null },
  { ...journey, type: 'called', call: callId('c'), step: 0, url: 'https://crm.example/', body: {} },
  { ...journey, type: 'call-settled', call: callId('c'), outcome: 'delivered', status: 200, attempts: 1 },
  { ...journey, type: 'call-settled', call: callId('c'), outcome: 'failed', status: null, attempts: 6 },
  { type: 'segment-changed', segment: 'vip', version: 1, to: 'entered' },
  { type: 'segment-changed', segment: 'vip', version: 1, to: 'left' },
]
const TRIGGERS: readonly Trigger[] = [
  { type: 'event', event: 'Order Completed' },
  { type: 'stage', from: null, to: 'new' },
  { type: 'stage', from: 'new', to: 'active' },
  { type: 'segment', segment: 'vip', change: 'entered' },
  { type: 'segment', segment: 'vip', change: 'left' },
  { type: 'schedule', at },
  { type: 'date', path: 'traits.birthday', at },
]
const ENDS: readonly JourneyEnd[] = [
  { outcome: 'exited', because: { type: 'segment', segment: 'vip', change: 'left' } },
  { outcome: 'exited', because: { type: 'step', why: null } },
  { outcome: 'exited', because: { type: 'step', why: 'enough' } },
  { outcome: 'exited', because: { type: 'no-date', path: 'traits.renewalAt' } },
  { outcome: 'exited', because: { type: 'campaign-ended' } },
  { outcome: 'completed' },
  { outcome: 'exited', because: { type: 'event', event: 'Order Completed' } },
  { outcome: 'exited', because: { type: 'stage', stage: 'active' } },
  { outcome: 'exited', because: { type: 'withdrawn' } },
  { outcome: 'exited', because: { type: 'merged' } },
  { outcome: 'exited', because: { type: 'erased' } },
]
const LEAVES: readonly Extract<Explanation, { readonly kind: 'leaf' }>[] = [
  { kind: 'leaf', held: true, path: 'metrics.orders', operator: '$gte', expected: 2, seen: 3 },
  { kind: 'leaf', held: false, path: 'traits.plan', operator: '$in', expected: ['a', 'b'], seen: null },
  { kind: 'leaf', held: true, path: 'traits.plan', operator: '$exists', expected: false, seen: null },
]
const STANDINGS: readonly Standing[] = ['new', 'active', 'at-risk', 'dormant', 'churned', 'prospect']
const STATUSES: readonly StatusName[] = [
  'owed',
  'deferred',
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
  ...ATTENTION.flatMap((attention) => [words.overview.attention(attention), words.overview.attentionGo[attention.type]]),
  ...STAGE_REASONS.map(words.lifecycle.because),
  ...STANDINGS.flatMap((standing) => [words.lifecycle.standing(standing), words.lifecycle.meaning(standing)]),
  ...ENTRY_REFUSALS.map(words.reasons.entryRefusal),
  ...REFUSALS.map((because) => words.messages.refusal(because)),
  ...REFUSALS.map((because) => words.messages.waits(because, at)),
  ...SUPPRESSED.map(words.messages.suppression),
  ...FACTS.flatMap((body) => Object.values(words.facts.fact({ at, ...body } as Fact, String)).filter((text) => text !== null)),
  ...REFUSALS.map(({ type }): string => words.messages.refusalType(type satisfies RefusalType)),
  ...STATUSES.flatMap((status) => [words.messages.status(status), words.messages.statusMeaning(status)]),
  ...ENDS.map(words.reasons.journeyEnd),
  ...TRIGGERS.map(words.reasons.trigger),
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

const zoned = { zone: 'Asia/Tokyo', isFallback: false, until: at } as const
const offers = { type: 'capped', topic: 'offers', atMost: 2, withinMs: 7 * 86_400_000, by: campaignId('win-back') } as const

it.each([
  { because: { type: 'quiet-hours', ...zoned }, sentence: 'Waits until Sun 15 Mar, 00:20 in Asia/Tokyo (quiet hours)' },
  {
    because: { type: 'quiet-hours', ...zoned, isFallback: true },
    sentence: 'Waits until Sun 15 Mar, 00:20 in Asia/Tokyo (quiet hours); their time zone is unknown: the company’s zone was used',
  },
  {
    because: { type: 'outside-window', ...zoned },
    sentence: 'Waits until Sun 15 Mar, 00:20 in Asia/Tokyo (the campaign’s send window)',
  },
  {
    because: offers,
    sentence: 'Waits until 14 Mar 2026, 15:20: at most 2 mails in 7 days about “offers”; the place went to “Win back”',
  },
  {
    because: { type: 'over-budget', of: 'all', perDay: 1 },
    sentence: 'Waits until 14 Mar 2026, 15:20: all campaigns together may send 1 mail a day',
  },
] satisfies readonly { readonly because: Refusal; readonly sentence: string }[])(
  'says what a mail waits for: $sentence',
  ({ because, sentence }) => {
    expect(LANGUAGES[0]?.[1].messages.waits(because, at, () => 'Win back')).toBe(sentence)
  },
)

it('says why a mail gave up its place', () => {
  const sentence = 'Dropped: at most 2 mails in 7 days about “offers”; the place went to “Win back”'
  expect(LANGUAGES[0]?.[1].messages.refusal(offers, () => 'Win back')).toBe(sentence)
})
