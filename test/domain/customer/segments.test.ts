/** Coming and going in segments: what is told, whom it lets in and whose way it ends. */
import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Segment } from '../../../shared/domain/campaign/segment.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { type Rules, rulesOf } from '../../../shared/domain/customer/rules.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { campaignId, type EpochMs } from '../../../shared/kernel/words.ts'
import { day, days, EMAIL, given, ORDER, RETAIL, send, steps, type Watched, wait, winBack } from './world.ts'

const segment = (condition: object, more: Partial<Segment> = {}): Segment => {
  const parsed = parseCondition(condition as never, '', 'problem', 'customer')
  assert(parsed.ok, 'conditions of tests are some')
  return { id: 'pro', version: 1, publishedAt: day(0), name: 'Pro', description: null, condition: parsed.value, ...more }
}
const PRO = segment({ 'traits.plan': 'pro' })
const onPro = (more: Partial<Campaign> = {}, existing = false, change: 'entered' | 'left' = 'entered'): Campaign =>
  winBack({
    id: campaignId('thanks'),
    entry: { on: 'segment', segment: 'pro', change, existing },
    paths: steps(wait(30), send()),
    exits: [],
    ...more,
  })
const under = (campaigns: readonly Campaign[], segments: readonly Segment[] = [PRO]): Rules =>
  rulesOf(RETAIL, campaigns, [], true, { segments })
const plan = (name: string) => ({ traits: { ...EMAIL.traits, plan: name } })
const story = (ann: Watched): readonly string[] => ann.story('segment-changed', 'entered', 'journey-ended')
/** Somebody known before the campaign was there. */
const known = (name: string, at: EpochMs = day(1)): Watched => {
  const ann = given(under([], []))
  ann.does(ORDER, at, plan(name))
  return ann
}

describe('somebody who comes into a segment', () => {
  it('enters what waits for it, and comes once', () => {
    const ann = given(under([onPro()]))
    ann.does(ORDER, day(1), plan('free'))
    ann.does('Visited', day(2), plan('pro'))
    ann.does('Visited', day(3))
    expect(story(ann)).toEqual(['2: entered pro', '2: thanks 1 enters as all'])
  })

  it('with the very first that is heard of them was in none before', () => {
    const ann = given(under([onPro()]))
    ann.does(ORDER, day(1), plan('pro'))
    expect(story(ann)).toEqual(['1: entered pro', '1: thanks 1 enters as all'])
  })

  it('leaves it, and what waits for that', () => {
    const ann = given(under([onPro({}, false, 'left')]))
    ann.does(ORDER, day(1), plan('pro'))
    ann.does('Visited', day(2), plan('free'))
    expect(story(ann)).toEqual(['1: entered pro', '2: left pro', '2: thanks 1 enters as all'])
  })

  it('ends what ends by it', () => {
    const exits: Campaign['exits'] = [{ on: 'segment', segment: 'pro', change: 'left' }]
    const ann = given(under([onPro({ exits })]))
    ann.does(ORDER, day(1), plan('pro'))
    ann.does('Visited', day(2), plan('free'))
    expect(story(ann).slice(2)).toEqual(['2: left pro', '2: thanks 1 exited by pro'])
  })

  it('by an event that is too old enters nothing, and is told all the same', () => {
    const ann = given(under([onPro()]))
    ann.does(ORDER, day(1), plan('free'))
    ann.does('Visited', day(2), { ...plan('pro'), receivedAt: day(9) })
    expect(story(ann)).toEqual(['9: entered pro'])
  })

  it('while nobody watched it, for its campaign had ended, did not come; who leaves it then leaves', () => {
    const ann = given(under([onPro({}, false, 'left')]))
    ann.does(ORDER, day(1), plan('free'))
    ann.under(under([onPro({ version: 2, status: 'ended' }, false, 'left')]))
    ann.does('Visited', day(2), plan('pro'))
    ann.under(under([onPro({ version: 2, status: 'ended' }), onPro({ version: 3 }, false, 'left')]))
    ann.wakes(day(3))
    expect(story(ann)).toEqual([])
    ann.does('Visited', day(4), plan('free'))
    expect(story(ann)).toEqual(['4: left pro', '4: thanks 1 enters as all'])
  })

  it('by a step of a campaign enters at once', () => {
    const promoting = onPro({
      id: campaignId('promote'),
      entry: { on: 'event', event: 'Paid', where: null },
      paths: steps({ type: 'update', set: { plan: 'pro' }, add: {} }, wait(1)),
    })
    const ann = given(under([onPro(), promoting]))
    ann.does(ORDER, day(1), plan('free'))
    ann.does('Paid', day(2))
    expect(story(ann)).toEqual(['2: promote 1 enters as all', '2: entered pro', '2: thanks 1 enters as all'])
  })

  it('of which nobody waits to hear is not looked at', () => {
    const ann = given(under([winBack()]))
    ann.does(ORDER, day(1), plan('pro'))
    expect([story(ann), ann.state().segments]).toEqual([[], {}])
  })
})

describe('somebody who is there when it is first looked at', () => {
  const published = day(10)
  it('did not come', () => {
    const ann = known('pro')
    ann.under(under([onPro({ publishedAt: published })], [{ ...PRO, publishedAt: published }]))
    ann.wakes(day(20))
    ann.does('Visited', day(21))
    expect(story(ann)).toEqual([])
    ann.does('Visited', day(22), plan('free'))
    expect(story(ann)).toEqual(['22: left pro'])
  })
})

describe('a campaign that wants who is there already', () => {
  const since = day(10)
  const wanting = (more: Partial<Campaign> = {}): Campaign => onPro({ publishedAt: since, paths: steps(wait(2)), ...more }, true)

  it('gets them when it comes, whether the segment was known or not', () => {
    for (const segmentAt of [day(0), since]) {
      const ann = known('pro')
      ann.under(under([wanting()], [{ ...PRO, publishedAt: segmentAt }]))
      ann.wakes(day(11))
      expect(story(ann)).toEqual(['10: thanks 1 enters as all'])
    }
  })

  it('gets them once, though a correction is published', () => {
    const ann = known('pro')
    ann.under(under([wanting()]))
    ann.wakes(day(13))
    ann.under(under([wanting(), wanting({ version: 2, publishedAt: day(14) })]))
    ann.wakes(day(15))
    expect(ann.story('entered')).toEqual(['10: thanks 1 enters as all'])
  })

  it('gets those whom others looked at meanwhile by rules that did not know it yet', () => {
    const ann = known('pro')
    const before = onPro({ id: campaignId('older'), publishedAt: day(0) })
    ann.under(under([before]))
    ann.does('Visited', day(10, 30_000))
    ann.under(under([before, wanting()]))
    ann.wakes(day(11))
    expect(ann.story('entered')).toEqual(['10+30000ms: thanks 1 enters as all'])
  })

  it('gets no one twice who comes in later', () => {
    const ann = known('free')
    ann.under(under([wanting()]))
    ann.does('Visited', day(12), plan('pro'))
    ann.wakes(day(20))
    expect(ann.story('entered')).toEqual(['12: thanks 1 enters as all'])
  })
})

describe('a new version of a segment', () => {
  const second = segment({ 'traits.plan': { $in: ['pro', 'team'] } }, { version: 2, publishedAt: day(10) })
  it.each([
    { was: 'pro', existing: false, then: [] },
    { was: 'team', existing: false, then: [] },
    { was: 'team', existing: true, then: ['10: thanks 1 enters as all'] },
  ])('takes in who was $was (existing: $existing)', ({ was, existing, then }) => {
    const ann = known('none')
    ann.under(under([onPro({ publishedAt: day(2) }, existing)]))
    ann.wakes(day(3))
    if (was === 'team') ann.does('Visited', day(4), plan('team'))
    ann.under(under([onPro({ publishedAt: day(2) }, existing)], [second]))
    ann.wakes(day(11))
    expect(story(ann)).toEqual(then)
  })
})

describe('a segment that time alone changes', () => {
  const LATELY = segment({ $did: { event: ORDER, within: '10d' } })
  it('is left when it is due, by nothing else', () => {
    const rules = under([onPro({}, false, 'left')], [LATELY])
    const ann = given(rules)
    ann.does(ORDER, day(1), EMAIL)
    const dueAt = nextDueAt(ann.state(), rules)
    assert(dueAt !== null, 'silence changes it')
    expect(dueAt).toBeLessThanOrEqual(day(11, 1))
    for (let at = dueAt; at <= day(11, days(1)); ) {
      ann.wakes(at)
      const next = nextDueAt(ann.state(), rules)
      assert(next !== null && next > at, 'time goes on')
      at = next
    }
    expect(story(ann).slice(0, 1)).toEqual(['1: entered pro'])
    expect(story(ann).slice(-2)).toEqual(['11: left pro', '11: thanks 1 enters as all'])
  })
})
