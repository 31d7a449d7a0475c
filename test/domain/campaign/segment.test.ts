import { describe, expect, it } from 'vitest'
import { dependsOn, didsWithin, type Segment, soundSegments } from '../../../shared/domain/campaign/segment.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { SEGMENT_DEPTH_MAX } from '../../../shared/kernel/limits.ts'
import { asked } from '../conditions/history-world.ts'
import { day } from '../customer/world.ts'

const segment = (id: string, condition: Json, version = 1): Segment => ({
  id,
  version,
  publishedAt: day(0),
  name: id,
  description: null,
  condition: asked(condition),
})
const NOBODY = { kind: 'none', of: [] }

describe('segments as they stand', () => {
  it('are the latest versions, in whatever order they come', () => {
    const sound = soundSegments([segment('a', { n: 2 }, 2), segment('a', { n: 3 }, 3), segment('a', { n: 1 })])
    expect(sound.get('a')).toEqual(segment('a', { n: 3 }, 3))
  })

  it('have nobody in them where they name themselves, by whatever way', () => {
    const sound = soundSegments([
      segment('self', { $not: { $inSegment: 'self' } }),
      segment('a', { $inSegment: 'b' }),
      segment('b', { $or: [{ n: 1 }, { $inSegment: 'a' }] }),
      segment('outside', { $inSegment: 'a' }),
      segment('fine', { $inSegment: 'unknown' }),
    ])
    expect([...sound].filter(([, { condition }]) => condition.kind === 'none').map(([id]) => id)).toEqual(['self', 'a', 'b', 'outside'])
    expect(sound.get('self')?.condition).toEqual(NOBODY)
  })

  it(`and where they are more than ${SEGMENT_DEPTH_MAX} deep`, () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => segment(`s${index}`, index === 0 ? { n: 1 } : { $inSegment: `s${index - 1}` }))
    const last = SEGMENT_DEPTH_MAX
    expect(soundSegments(chain(last)).get(`s${last - 1}`)?.condition.kind).toBe('in-segment')
    expect(soundSegments(chain(last + 1)).get(`s${last}`)?.condition).toEqual(NOBODY)
  })
})

describe('what a condition depends on', () => {
  const segments = soundSegments([
    segment('pro', { 'traits.plan': 'pro', $didNot: { event: 'Signed In', within: '5d' } }),
    segment('keen', { $and: [{ $inSegment: 'pro' }, { $did: { event: 'Product Viewed', where: { category: 'shoes' } } }] }),
  ])

  it('is all that it and the segments it names ask about, and not what is asked of properties', () => {
    const { paths, events, segments: named } = dependsOn(asked({ $or: [{ stage: 'new' }, { $not: { $inSegment: 'keen' } }] }), segments)
    expect([...paths]).toEqual(['stage', 'traits.plan'])
    expect([...events]).toEqual(['Product Viewed', 'Signed In'])
    expect([...named]).toEqual(['keen', 'pro'])
  })

  it('is nothing of a segment nobody knows', () => {
    expect(dependsOn(asked({ $inSegment: 'x' }), segments)).toEqual({ paths: new Set(), events: new Set(), segments: new Set(['x']) })
    expect(didsWithin(asked({ $inSegment: 'x' }), segments)).toEqual([])
    expect(didsWithin(asked({ $inSegment: 'keen' }), segments).map(({ event }) => event)).toEqual(['Product Viewed', 'Signed In'])
  })
})
