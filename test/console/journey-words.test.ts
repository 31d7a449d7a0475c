/** What the page of a campaign says, in both languages: every entry, step, way, exit and deed there is. */
import { describe, expect, it } from 'vitest'
import { enCampaignWords } from '../../console/words/en/campaign.ts'
import { formatsOf } from '../../console/words/formats.ts'
import type { OneCampaignWords } from '../../console/words/words.ts'
import { zhCampaignWords } from '../../console/words/zh/campaign.ts'
import type { JourneyEntry, JourneyExit, ScheduleView, StepSays, UntilView, WayView } from '../../shared/contract/api-journey.ts'
import type { ConditionView } from '../../shared/contract/condition-view.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'

const EN = enCampaignWords(formatsOf('en', 'en-GB', 'UTC'))
const LANGUAGES: readonly (readonly [string, OneCampaignWords])[] = [
  ['en', EN],
  ['zh', zhCampaignWords(formatsOf('zh', 'zh-CN', 'UTC'))],
]
const PRO: ConditionView = { kind: 'leaf', path: 'traits.plan', operator: 'is', expected: 'pro', within: [] }

const SCHEDULES: readonly (readonly [ScheduleView, string])[] = [
  [{ every: 'once', day: '2026-12-01', at: 540 }, 'On 1 December 2026 at 09:00'],
  [{ every: 'day', at: 5 }, 'Every day at 00:05'],
  [{ every: 'week', days: [1, 7], at: 540 }, 'Every Monday and Sunday at 09:00'],
  [{ every: 'month', days: [1, 15, 'last'], at: 1_439 }, 'Every month on day 1, day 15 and the last day at 23:59'],
]
const ENTRIES: readonly (readonly [JourneyEntry, string, string | null])[] = [
  [{ on: 'event', event: 'Order', where: null }, 'The event “Order”', null],
  [{ on: 'event', event: 'Order', where: PRO }, 'The event “Order”', 'where traits.plan is “pro”'],
  [{ on: 'stage', stage: 'dormant', from: null }, 'Becoming “Dormant”', null],
  [{ on: 'stage', stage: 'dormant', from: ['at-risk', 'active'] }, 'Becoming “Dormant”', 'coming from “At risk” and “Active”'],
  [{ on: 'segment', segment: 'vip', change: 'entered', existing: true }, 'Coming into the segment “vip”', 'whoever is in it already, too'],
  [{ on: 'segment', segment: 'vip', change: 'left', existing: false }, 'Leaving the segment “vip”', null],
  [
    { on: 'date', path: 'traits.birthday', offsetDays: 0, at: 540, yearly: true },
    'On the day in “traits.birthday”',
    'at 09:00, every year',
  ],
  [{ on: 'date', path: 'traits.ends', offsetDays: -1, at: 540, yearly: false }, 'On 1 day before the day in “traits.ends”', 'at 09:00'],
  ...SCHEDULES.map(([schedule, title]): readonly [JourneyEntry, string, null] => [{ on: 'schedule', schedule }, title, null]),
]
const UNTIL: readonly (readonly [UntilView, string, string | null])[] = [
  [{ by: 'duration', ms: 7 * DAY_MS }, 'Wait 7 days', null],
  [{ by: 'local-time', days: [2, 5], at: 540 }, 'Wait', 'until the next Tuesday and Friday, 09:00'],
  [{ by: 'local-time', days: null, at: 540 }, 'Wait', 'until the next 09:00'],
  [
    { by: 'date', path: 'traits.renewalAt', offsetDays: -14, at: null, otherwise: 'exit' },
    'Wait',
    'until 14 days before the day in “traits.renewalAt”',
  ],
  [
    { by: 'date', path: 'traits.a', offsetDays: 2, at: 600, otherwise: 'continue' },
    'Wait',
    'until 2 days after the day in “traits.a”, 10:00',
  ],
]
const SAYS: readonly (readonly [StepSays, string, string | null])[] = [
  [{ verb: 'send', template: null, subject: 'Hello', locales: ['en'] }, 'Mail', '“Hello”'],
  ...UNTIL.map(([until, title, text]): readonly [StepSays, string, string | null] => [{ verb: 'wait', until }, title, text]),
  [{ verb: 'wait-for', event: 'Order', where: null, sameKey: false, atMostMs: DAY_MS }, 'Wait for “Order”', 'at most 1 day'],
  [
    { verb: 'wait-for', event: 'Order', where: PRO, sameKey: true, atMostMs: DAY_MS },
    'Wait for “Order”',
    'at most 1 day, where traits.plan is “pro”',
  ],
  [{ verb: 'branch' }, 'Branch', null],
  [{ verb: 'split', name: 'tone' }, 'Split', '“tone”'],
  [{ verb: 'update', set: { vip: true }, add: { points: 5 } }, 'Update', 'vip and points'],
  [{ verb: 'emit', event: 'Won', properties: {}, include: [] }, 'Emit the event', '“Won”'],
  [{ verb: 'task', title: 'Telephone', note: null, dueMs: null, assignee: null, include: [] }, 'Task', 'Telephone'],
  [{ verb: 'task', title: 'Telephone', note: null, dueMs: null, assignee: 'Ann', include: [] }, 'Task for Ann', 'Telephone'],
  [{ verb: 'webhook', url: 'https://a.example/', body: {}, include: [] }, 'Call', 'https://a.example/'],
  [{ verb: 'exit', why: null }, 'Leave', null],
  [{ verb: 'exit', why: 'enough' }, 'Leave', 'enough'],
]
const WAYS: readonly (readonly [WayView, string])[] = [
  [{ way: 'when', when: PRO, to: 1, taken: 0 }, 'If traits.plan is “pro”'],
  [{ way: 'else', to: 1, taken: 0 }, 'Else'],
  [{ way: 'came', to: 1, taken: 0 }, 'If it comes'],
  [{ way: 'not-in-time', to: 1, taken: 0 }, 'If not in time'],
  [{ way: 'variant', name: 'warm', shareBps: 3_333, to: 1, taken: 0 }, 'warm, 33.3%'],
]
const EXITS: readonly (readonly [JourneyExit, string])[] = [
  [{ on: 'event', event: 'Order', where: null, sameKey: false }, 'the event “Order” arrives'],
  [
    { on: 'event', event: 'Order', where: PRO, sameKey: true },
    'the event “Order” arrives, about the same thing, where traits.plan is “pro”',
  ],
  [{ on: 'stage', stage: 'churned' }, 'they become “Churned”'],
  [{ on: 'segment', segment: 'vip', change: 'left' }, 'they leave the segment “vip”'],
]

describe('what a campaign says of its way', () => {
  it.each(ENTRIES)('lets in by %j', (entry, title, text) => expect(EN.journey.entry(entry)).toEqual({ title, text }))
  it.each(SAYS)('does %j', (says, title, text) => expect(EN.journey.says(says)).toEqual({ title, text }))
  it.each(WAYS)('parts by %j', (way, text) => expect(EN.journey.way(way)).toBe(text))
  it.each(EXITS)('lets out by %j', (exit, text) => expect(EN.journey.exit(exit)).toBe(text))
})

describe('what people are asked before they change a campaign', () => {
  it.each([
    ['pause', 1, /the 1 customer who is in it waits where they are/],
    ['pause', 1_200, /the 1,200 customers who are in it wait where/],
    ['resume', 2, /the 2 customers who are in it go on/],
    ['end', 2, /the 2 customers who are in it leave it at once/],
    ['take-back', 0, /stays out/],
  ] as const)('%s, of %i', (deed, people, text) => expect(EN.versions.ask(deed, 'Win back', people).text).toMatch(text))

  it('says whom a roll-back would take over', () => {
    expect(EN.versions.planMove(0)).toMatch(/nobody/)
    expect(EN.versions.planMove(1)).toMatch(/1 customer who stands/)
    expect(EN.versions.planMove(3)).toMatch(/3 customers who stand/)
  })
})

describe.each(LANGUAGES)('in %s', (language, { journey, versions }) => {
  const told = [
    ...ENTRIES.map(([entry]) => journey.entry(entry)),
    ...SAYS.map(([says]) => journey.says(says)),
    ...WAYS.map(([way]) => ({ title: journey.way(way), text: null })),
    ...EXITS.map(([exit]) => ({ title: journey.exit(exit), text: null })),
  ].flatMap(({ title, text }) => (text === null ? [title] : [title, text]))
  const deeds = (['pause', 'resume', 'end', 'take-back'] as const).flatMap((deed) => Object.values(versions.ask(deed, 'X', 3)))

  it('everything is said, and nothing by its name in the code', () => {
    for (const text of [...told, ...deeds]) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toMatch(/undefined|null|NaN|\[object|local-time|not-in-time|wait-for|take-back/)
    }
  })

  it('is in that language', () => {
    const own = language === 'zh' ? /[\u4e00-\u9fff]/ : /[a-z]/
    for (const text of deeds) expect(text).toMatch(own)
    for (const [entry] of ENTRIES) expect(journey.entry(entry).title).toMatch(own)
  })
})
