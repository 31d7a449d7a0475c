import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { brought, broughtFrom, file, only, refused, told } from './bringing.ts'

const segmentOf = (Dimensions: Json, Name = 'Some'): JsonObject => ({
  SegmentResponse: { Id: 's1', Name, SegmentType: 'DIMENSIONAL', Dimensions },
})
const user = (AttributeType: string, ...Values: readonly string[]): JsonObject => ({ UserAttributes: { X: { AttributeType, Values } } })
const NOBODY = { id: { $in: [] } }
const at = 'SegmentResponse.Dimensions'

describe('a dimension', () => {
  it.each<[string, Json, JsonObject]>([
    ['INCLUSIVE', user('INCLUSIVE', 'a', 'b'), { 'traits.X': { $in: ['a', 'b'] } }],
    [
      'INCLUSIVE of numbers and yes: in both forms',
      user('INCLUSIVE', '5', 'true', '05'),
      { 'traits.X': { $in: ['5', 5, 'true', true, '05'] } },
    ],
    ['EXCLUSIVE', user('EXCLUSIVE', 'a'), { 'traits.X': { $nin: ['a'] } }],
    ['CONTAINS', user('CONTAINS', 'a.b*'), { 'traits.X': { $regex: 'a\\.b\\*' } }],
    ['BEFORE', user('BEFORE', '2025-01-01T00:00:00Z'), { 'traits.X': { $lt: '2025-01-01T00:00:00.000Z' } }],
    ['AFTER', user('AFTER', '2025-01-01T00:00:00+01:00'), { 'traits.X': { $gt: '2024-12-31T23:00:00.000Z' } }],
    ['ON the last of a month', user('ON', '2025-01-31T12:00:00Z'), { 'traits.X': { $gte: '2025-01-31', $lt: '2025-02-01' } }],
    ['a metric', { Metrics: { N: { ComparisonOperator: 'LESS_THAN', Value: 2.5 } } }, { 'traits.N': { $lt: 2.5 } }],
    ['an equal metric', { Metrics: { N: { ComparisonOperator: 'EQUAL', Value: 0 } } }, { 'traits.N': { $eq: 0 } }],
    [
      'active',
      { Behavior: { Recency: { Duration: 'HR_24', RecencyType: 'ACTIVE' } } },
      { $did: { event: 'Application Opened', within: '24h' } },
    ],
    [
      'inactive',
      { Behavior: { Recency: { Duration: 'DAY_14', RecencyType: 'INACTIVE' } } },
      { $nor: [{ $did: { event: 'Application Opened', within: '14d' } }] },
    ],
    [
      'a platform',
      { Demographic: { Platform: { DimensionType: 'EXCLUSIVE', Values: ['iOS'] } } },
      { 'traits.platform': { $nin: ['iOS'] } },
    ],
    ['the channel of mail: everybody', { Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['SMS', 'EMAIL'] } } }, {}],
    ['a country', { Location: { Country: { DimensionType: 'INCLUSIVE', Values: ['DE'] } } }, { 'traits.country': { $in: ['DE'] } }],
    ['nothing', {}, {}],
    [
      'the same attribute of endpoint and user: both',
      { Attributes: { X: { AttributeType: 'INCLUSIVE', Values: ['a'] } }, ...user('EXCLUSIVE', 'b') },
      { $and: [{ 'traits.X': { $in: ['a'] } }, { 'traits.X': { $nin: ['b'] } }] },
    ],
  ])('%s', (_, dimensions, expected) => {
    const over = brought(segmentOf(dimensions))
    expect(refused(over)).toEqual([])
    expect(only(over, 'segments').condition).toEqual(expected)
  })

  it.each<[string, Json, string]>([
    ['another channel', { Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['SMS'] } } }, `${at}.Demographic.Channel`],
    ['not by mail', { Demographic: { Channel: { DimensionType: 'EXCLUSIVE', Values: ['EMAIL'] } } }, `${at}.Demographic.Channel`],
    [
      'a distance',
      { Location: { GPSPoint: { Coordinates: { Latitude: 1, Longitude: 2 }, RangeInKilometers: 5 } } },
      `${at}.Location.GPSPoint`,
    ],
    ['a name with a dot', { Attributes: { 'a.b': { AttributeType: 'INCLUSIVE', Values: ['x'] } } }, `${at}.Attributes.a.b`],
    ['no values', user('INCLUSIVE'), `${at}.UserAttributes.X.Values`],
    ['too many values', user('INCLUSIVE', ...Array.from({ length: 1_001 }, (_, index) => `v${index}`)), `${at}.UserAttributes.X.Values`],
    ['a date that is none', user('BEFORE', 'yesterday'), `${at}.UserAttributes.X.Values`],
    ['between one date', user('BETWEEN', '2025-01-01'), `${at}.UserAttributes.X.Values`],
    ['an unknown comparison', user('STARTS_WITH', 'a'), `${at}.UserAttributes.X.AttributeType`],
    ['an unknown recency', { Behavior: { Recency: { Duration: 'DAY_90', RecencyType: 'ACTIVE' } } }, `${at}.Behavior.Recency`],
  ])('%s: of nobody, and told', (_, dimensions, path) => {
    const over = brought(segmentOf(dimensions))
    expect(refused(over)).toEqual([])
    expect(only(over, 'segments').condition).toEqual(NOBODY)
    expect(told(over)).toContain(`missing ${path}`)
  })

  it('asks nobody about recency where no event is named', () => {
    const over = brought(segmentOf({ Behavior: { Recency: { Duration: 'DAY_7', RecencyType: 'INACTIVE' } } }), { activity: [] })
    expect(only(over, 'segments').condition).toEqual(NOBODY)
    expect(told(over)).toContain(`missing ${at}.Behavior.Recency`)
  })

  it('tells fields nobody knows', () => {
    expect(told(brought(segmentOf({ Horoscope: 'leo' })))).toContain(`missing ${at}.Horoscope`)
  })
})

const grouped = (id: string, Groups: readonly Json[], Include = 'ALL'): JsonObject => ({
  Id: id,
  Name: id,
  SegmentType: 'DIMENSIONAL',
  SegmentGroups: { Groups, Include },
})
const group = (sources: readonly string[], SourceType: string, Dimensions: readonly Json[] = [], Type = 'ALL'): JsonObject => ({
  SourceSegments: sources.map((Id) => ({ Id })),
  SourceType,
  Dimensions,
  Type,
})
const A = grouped('a', [group([], 'ANY', [user('INCLUSIVE', 'a')])])
const B = grouped('b', [group([], 'ANY', [user('INCLUSIVE', 'b')])])

describe('groups', () => {
  it.each<[string, readonly Json[], string, JsonObject]>([
    ['of any segment', [group(['a', 'b'], 'ANY')], 'ALL', { $or: [{ $inSegment: 'a' }, { $inSegment: 'b' }] }],
    ['of all segments', [group(['a', 'b'], 'ALL')], 'ALL', { $and: [{ $inSegment: 'a' }, { $inSegment: 'b' }] }],
    ['of none', [group(['a'], 'NONE')], 'ALL', { $nor: [{ $inSegment: 'a' }] }],
    [
      'any dimension',
      [group([], 'ANY', [user('INCLUSIVE', 'x'), user('INCLUSIVE', 'y')], 'ANY')],
      'ALL',
      { $or: [{ 'traits.X': { $in: ['x'] } }, { 'traits.X': { $in: ['y'] } }] },
    ],
    ['any group', [group(['a'], 'ANY'), group(['b'], 'ANY')], 'ANY', { $or: [{ $inSegment: 'a' }, { $inSegment: 'b' }] }],
    ['no group', [group(['a'], 'ANY'), group(['b'], 'ANY')], 'NONE', { $nor: [{ $inSegment: 'a' }, { $inSegment: 'b' }] }],
    [
      'a segment that is told apart',
      [group(['a'], 'ANY', [user('EXCLUSIVE', 'z')])],
      'ALL',
      { $inSegment: 'a', 'traits.X': { $nin: ['z'] } },
    ],
  ])('%s', (_, groups, include, expected) => {
    const over = brought({ SegmentsResponse: { Item: [A, B, grouped('c', groups, include)] } })
    expect(refused(over)).toEqual([])
    expect(file(over, 'segments/c.json').condition).toEqual(expected)
  })

  it('the opposite of what has no counterpart is nobody, not everybody', () => {
    const near = { ...grouped('near', [group([], 'ANY', [{ Location: { GPSPoint: {} } }])]) }
    const over = brought([
      near,
      grouped('far', [group(['near'], 'NONE')]),
      grouped('imported', []),
      grouped('not-exported', [group(['zzz'], 'NONE')]),
    ])
    expect(file(over, 'segments/far.json').condition).toEqual(NOBODY)
    expect(file(over, 'segments/not-exported.json').condition).toEqual(NOBODY)
  })

  it('in a circle, or too deep, are nobody, and told', () => {
    const chain = Array.from({ length: 7 }, (_, index) => grouped(`c${index}`, [group(index === 6 ? [] : [`c${index + 1}`], 'ANY')]))
    const over = brought([...chain, grouped('x', [group(['y'], 'ANY')]), grouped('y', [group(['x'], 'ANY')])])
    expect(refused(over)).toEqual([])
    for (const name of ['c0', 'c1', 'x', 'y']) expect(file(over, `segments/${name}.json`).condition).toEqual(NOBODY)
    expect(file(over, 'segments/c2.json').condition).toEqual({ $inSegment: 'c3' })
  })

  it('of one export that was made twice, the newest counts', () => {
    const over = broughtFrom([
      { ...A, Version: 2 },
      { ...grouped('a', [group([], 'ANY', [user('INCLUSIVE', 'old')])]), Version: 1 },
    ])
    expect(only(over, 'segments').condition).toEqual({ 'traits.X': { $in: ['a'] } })
  })
})
