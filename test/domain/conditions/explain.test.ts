import { describe, expect, it } from 'vitest'
import { NOTHING_BESIDE } from '../../../shared/domain/conditions/about.ts'
import { attributesOf } from '../../../shared/domain/conditions/attributes.ts'
import { explainCondition } from '../../../shared/domain/conditions/explain.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { conditionOf } from './read.ts'

const winBack: Json = {
  stage: { $in: ['at-risk', 'dormant'] },
  'traits.plan': 'pro',
  $or: [{ 'metrics.orders': { $gte: 3, $lt: 100 } }, { $not: { 'traits.tags': { $elemMatch: { $eq: 'vip' } } } }],
  $nor: [{ 'traits.country': 'US' }],
}

describe('an explanation', () => {
  it('keeps the shape of the condition, and shows every value seen, also behind a part that failed', () => {
    const customer = { stage: 'active', traits: { plan: 'pro', tags: ['vip'], country: 'DE' }, metrics: { orders: '3' } }
    expect(explainCondition(conditionOf(winBack), customer)).toEqual({
      kind: 'all',
      held: false,
      parts: [
        { kind: 'leaf', held: false, path: 'stage', operator: '$in', expected: ['at-risk', 'dormant'], seen: 'active' },
        { kind: 'leaf', held: true, path: 'traits.plan', operator: 'is', expected: 'pro', seen: 'pro' },
        {
          kind: 'any',
          held: true,
          parts: [
            {
              kind: 'all',
              held: true,
              parts: [
                { kind: 'leaf', held: true, path: 'metrics.orders', operator: '$gte', expected: 3, seen: '3' },
                { kind: 'leaf', held: true, path: 'metrics.orders', operator: '$lt', expected: 100, seen: '3' },
              ],
            },
            {
              kind: 'not',
              held: false,
              parts: [{ kind: 'leaf', held: true, path: 'traits.tags', operator: '$elemMatch', expected: { $eq: 'vip' }, seen: ['vip'] }],
            },
          ],
        },
        {
          kind: 'none',
          held: true,
          parts: [{ kind: 'leaf', held: false, path: 'traits.country', operator: 'is', expected: 'US', seen: 'DE' }],
        },
      ],
    })
  })

  it('shows null for what is missing', () => {
    expect(explainCondition(conditionOf({ 'traits.plan': { $ne: 'pro' } }), {})).toEqual({
      kind: 'leaf',
      held: true,
      path: 'traits.plan',
      operator: '$ne',
      expected: 'pro',
      seen: null,
    })
  })

  it('asks the groups it is given', () => {
    const condition = conditionOf({ id: { $notInGroup: 'vip' } })
    expect(explainCondition(condition, { id: 1 }, { ...NOTHING_BESIDE, groups: new Map([['vip', new Set<Json>([1])]]) }).held).toBe(false)
    expect(explainCondition(condition, { id: 1 }).held).toBe(true)
  })
})

describe('the attributes a condition reads', () => {
  it.each<[Json, readonly string[]]>([
    [winBack, ['stage', 'traits.plan', 'metrics.orders', 'traits.tags', 'traits.country']],
    [{ items: { $elemMatch: { sku: 'A' } }, 'items.0': { $size: 1 } }, ['items', 'items.0']],
    [{ a: { $not: { $gt: 1 } }, $and: [{ a: 2 }] }, ['a']],
    [{}, []],
  ])('of %j', (condition, expected) => {
    expect(attributesOf(conditionOf(condition))).toEqual(expected)
  })
})
