import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, matches } from '../../local/bus/pattern.ts'
import { publishedJsonSchemas, publishedSchema } from '../../shared/contract/published-schema.ts'
import { publishedOf } from '../../shared/contract/published.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import type { Refusal } from '../../shared/domain/messaging/message.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { INTAKE_PATTERN, OWN_SOURCE, PUBLISHED_BY_DEFAULT, PUBLISHED_TYPES } from '../../shared/kernel/names.ts'
import {
  campaignId,
  customerDigest,
  customerId,
  epochMs,
  erasedId,
  messageId,
  experimentId,
  epochDay,
  minor,
  taskId,
} from '../../shared/kernel/words.ts'
import { anyFact } from '../contract/arbitraries.ts'

const ANN = customerId('ann')
const AT = epochMs(Date.UTC(2026, 2, 1, 9))
const ADDRESS = 'ann@example.com'
const journey = { campaign: campaignId('win-back'), entry: 2 }
const mail = { ...journey, message: messageId('m-1'), step: 1, variant: 'a' }

const moved = (to: 'sent' | 'refused' | 'claimed' | 'bounced', because: Refusal | null = null): Fact => ({
  type: 'message-moved',
  at: AT,
  ...mail,
  from: 'claimed',
  to,
  because,
  until: null,
  isZoneUnknown: false,
})
/** Stored before it was told of which path a step is. */
const OF_OLD = { waitedAt: null, path: null } as const
const told = (fact: Fact, customer = ANN) => publishedOf(customer, fact, 'F#1', PUBLISHED_TYPES)

describe('what is told of a fact', () => {
  it.each<{ what: string; fact: Fact; type: string; data: object }>([
    {
      what: 'a stage',
      fact: { type: 'stage-changed', at: AT, from: null, to: 'new', because: { type: 'first-seen', at: AT, newMs: 1 } },
      type: 'rekindle.customer.stage-changed',
      data: { from: null, to: 'new', because: 'first-seen' },
    },
    {
      what: 'an entry',
      fact: {
        type: 'entered',
        at: AT,
        ...journey,
        version: 3,
        variant: 'a',
        held: true,
        heldBy: 'campaign',
        trigger: { type: 'event', event: 'Cart Abandoned' },
        key: 'cart 7',
      },
      type: 'rekindle.campaign.entered',
      data: { ...journey, version: 3, variant: 'a', held: true, trigger: { type: 'event', event: 'Cart Abandoned' } },
    },
    {
      what: 'the end of a journey',
      fact: { type: 'journey-ended', at: AT, ...journey, end: { outcome: 'exited', because: { type: 'withdrawn' } }, ...OF_OLD },
      type: 'rekindle.journey.ended',
      data: { ...journey, outcome: 'exited', because: 'withdrawn' },
    },
    {
      what: 'an entry on a day of theirs, whose instant is as everywhere here',
      fact: {
        type: 'entered',
        at: AT,
        ...journey,
        version: 3,
        variant: 'a',
        held: false,
        heldBy: null,
        trigger: { type: 'date', path: 'traits.birthday', at: AT },
        key: null,
      },
      type: 'rekindle.campaign.entered',
      data: {
        ...journey,
        version: 3,
        variant: 'a',
        held: false,
        trigger: { type: 'date', path: 'traits.birthday', at: new Date(AT).toISOString() },
      },
    },
    {
      what: 'what a campaign emits',
      fact: { type: 'emitted', at: AT, ...journey, step: 2, event: 'Trial Ends', properties: { days: 3, traits: { plan: 'pro' } } },
      type: 'rekindle.campaign.emitted',
      data: { ...journey, step: 2, event: 'Trial Ends', properties: { days: 3, traits: { plan: 'pro' } } },
    },
    {
      what: 'something to do, without what is told of the customer',
      fact: {
        type: 'task-opened',
        at: AT,
        ...journey,
        task: taskId('t'),
        step: 2,
        title: 'Call them',
        note: null,
        assignee: 'sales',
        dueAt: AT,
        about: { traits: { phone: '1' } },
      },
      type: 'rekindle.task.opened',
      data: { ...journey, task: 't', step: 2, title: 'Call them', note: null, assignee: 'sales', dueAt: new Date(AT).toISOString() },
    },
    {
      what: 'that it is done, without who said so and what they wrote',
      fact: { type: 'task-closed', at: AT, ...journey, task: taskId('t'), outcome: 'done', by: 'Bo', note: 'They were nice.' },
      type: 'rekindle.task.closed',
      data: { ...journey, task: 't', outcome: 'done' },
    },
    { what: 'a mail that left', fact: moved('sent'), type: 'rekindle.message.sent', data: mail },
    {
      what: 'a mail that may not leave',
      fact: moved('refused', { type: 'withdrawn', at: AT }),
      type: 'rekindle.message.refused',
      data: { ...mail, because: 'withdrawn' },
    },
    {
      what: 'an outcome',
      fact: {
        type: 'outcome',
        at: AT,
        experiment: experimentId('e'),
        metric: 'order',
        arm: 'b',
        assignedDay: epochDay(1),
        outcomeDay: epochDay(2),
        converted: 1,
        sumDelta: minor(1250),
        sumSquaresDelta: '1562500',
        phase: 3,
        own: { events: 1, sum: minor(1250), base: 0 },
        ratio: null,
        segments: { stage: 'new' },
        before: 2,
      },
      type: 'rekindle.experiment.outcome',
      data: { experiment: 'e', phase: 3, metric: 'order', arm: 'b', isFirst: true, sumDelta: 1250 },
    },
    {
      what: 'a visitor who is a customer',
      fact: { type: 'redirected', at: AT, into: customerId('ben') },
      type: 'rekindle.customer.merged',
      data: { into: 'ben' },
    },
  ])('$what', ({ fact, type, data }) => {
    expect(told(fact)).toEqual({ id: expect.any(String), type, version: 1, at: '2026-03-01T09:00:00.000Z', customerId: 'ann', data })
  })

  it('is nothing where a mail is still on its way, or where a kind is not to be told', () => {
    expect(told(moved('claimed'))).toBeNull()
    expect(publishedOf(ANN, moved('sent'), 'F#1', ['rekindle.message.bounced'])).toBeNull()
    expect(publishedOf(ANN, moved('refused'), 'F#1')).toBeNull()
    expect(publishedOf(ANN, moved('sent'), 'F#1')?.type).toBe('rekindle.message.sent')
  })

  it('is nothing of somebody who was erased', () => {
    expect(told(moved('sent'), erasedId(customerDigest('d')))).toBeNull()
  })

  it('bears the id of the customer, the place and the kind, and no other', () => {
    const id = (customer: string, place: string, fact: Fact) => publishedOf(customerId(customer), fact, place)?.id
    expect(id('ann', 'F#1', moved('sent'))).toBe(id('ann', 'F#1', moved('sent')))
    const others = [id('ann', 'F#1', moved('sent')), id('ann', 'F#2', moved('sent')), id('ben', 'F#1', moved('sent'))]
    expect(new Set([...others, id('ann', 'F#1', moved('bounced'))]).size).toBe(4)
  })

  it('holds no address where facts hold words of others', () => {
    const facts: readonly Fact[] = [
      moved('refused', { type: 'rejected', detail: `no such mailbox: ${ADDRESS}` }),
      moved('refused', { type: 'not-renderable', detail: ADDRESS }),
      moved('refused', { type: 'stopped', of: 'all', at: AT, because: { type: 'person', why: `${ADDRESS} complained` } }),
      { type: 'consent-changed', at: AT, topic: '*', saidAt: AT, status: 'withdrawn', basis: null, source: ADDRESS },
      {
        type: 'heard',
        at: AT,
        ...mail,
        isFirst: true,
        news: { type: 'clicked', saidAt: AT, by: 'person', link: `https://x/${ADDRESS}`, source: 'link' },
      },
      { type: 'coupon-given', at: AT, campaign: journey.campaign, pool: 'p', code: ADDRESS, variant: 'a' },
    ]
    for (const fact of facts) {
      expect(JSON.stringify(fact)).toContain(ADDRESS)
      expect(told(fact)).not.toBeNull()
      expect(JSON.stringify(told(fact))).not.toContain('@')
    }
  })
})

describe('every event we publish', () => {
  const pattern = compilePattern(INTAKE_PATTERN as unknown as Json)
  if (!pattern.ok) throw new Error('The pattern of the intake is broken.')

  it('is as its schema says, is JSON, and never comes back in', () => {
    fc.assert(
      fc.property(anyFact, fc.string({ minLength: 1 }), (fact, place) => {
        const event = publishedOf(ANN, fact, place, PUBLISHED_TYPES)
        if (event === null) return
        expect(JSON.parse(JSON.stringify(event))).toEqual(event)
        publishedSchema(event.type).parse(event)
        const onBus = { source: OWN_SOURCE, 'detail-type': event.type, detail: event }
        expect(matches(pattern.value, onBus as unknown as Json)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('has a schema of its own that others can read', () => {
    const schemas = publishedJsonSchemas()
    expect(Object.keys(schemas)).toEqual([...PUBLISHED_TYPES])
    expect(schemas['rekindle.customer.stage-changed']).toMatchObject({
      title: 'rekindle.customer.stage-changed',
      type: 'object',
      required: ['id', 'type', 'version', 'at', 'customerId', 'data'],
      properties: { data: { type: 'object', required: ['from', 'to', 'because'] } },
    })
  })

  it('is about a customer, but for what is found of an experiment', () => {
    const about = Object.entries(publishedJsonSchemas()).filter(([, schema]) =>
      (schema as { required: string[] }).required.includes('customerId'),
    )
    expect(PUBLISHED_TYPES.filter((type) => !about.some(([name]) => name === type))).toEqual(['rekindle.experiment.verdict'])
  })

  it('refuses what is none', () => {
    const event = told(moved('sent'))
    expect(publishedSchema('rekindle.message.sent').safeParse({ ...event, data: {} }).success).toBe(false)
    expect(publishedSchema('rekindle.message.sent').safeParse({ ...event, version: 2 }).success).toBe(false)
  })

  it('is told by default where others act on it', () => {
    for (const type of PUBLISHED_BY_DEFAULT) expect(PUBLISHED_TYPES).toContain(type)
  })
})
