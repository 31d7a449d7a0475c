/** Conditions in words: every operator, in both languages, from the text a marketer wrote. */
import { describe, expect, it } from 'vitest'
import { enCampaignWords } from '../../console/words/en/campaign.ts'
import { formatsOf } from '../../console/words/formats.ts'
import { zhCampaignWords } from '../../console/words/zh/campaign.ts'
import { viewOfCondition } from '../../shared/contract/condition-view.ts'
import { hintUnderAttribute, isTesting } from '../../shared/domain/conditions/operators.ts'
import { parseCondition } from '../../shared/domain/conditions/parse.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'

const en = enCampaignWords(formatsOf('en', 'en-GB', 'UTC')).conditions
const zh = zhCampaignWords(formatsOf('zh', 'zh-CN', 'UTC')).conditions
const viewed = (json: Json) => {
  const parsed = parseCondition(json, '', 'problem', 'journey')
  assert(parsed.ok, `${JSON.stringify(json)} is a condition`)
  return viewOfCondition(parsed.value)
}

const LEAVES: readonly (readonly [JsonObject, string, string])[] = [
  [{ 'traits.plan': 'pro' }, 'traits.plan is “pro”', 'traits.plan 为“pro”'],
  [{ a: null }, 'a is missing', 'a 不存在'],
  [{ a: [1, 'x'] }, 'a is 1, “x”', 'a 为 1、“x”'],
  [{ a: { $eq: 8 } }, 'a is exactly 8', 'a 恰为 8'],
  [{ a: { $ne: true } }, 'a is not true', 'a 不为 true'],
  [{ a: { $lt: 3 } }, 'a is less than 3', 'a 小于 3'],
  [{ a: { $lte: 3 } }, 'a is at most 3', 'a 不大于 3'],
  [{ a: { $gt: '2026-01-01' } }, 'a is more than “2026-01-01”', 'a 大于“2026-01-01”'],
  [{ a: { $gte: 3 } }, 'a is at least 3', 'a 不小于 3'],
  [{ a: { $in: ['x', 2] } }, 'a is, or has, one of “x”, 2', 'a 属于或含有以下之一：“x”、 2'],
  [{ a: { $nin: ['x'] } }, 'a is, or has, none of “x”', 'a 不属于也不含有：“x”'],
  [{ a: { $ini: ['x'] } }, 'a is, or has, in whatever case, one of “x”', 'a （不分大小写）属于或含有以下之一：“x”'],
  [{ a: { $nini: ['x'] } }, 'a is, or has, in whatever case, none of “x”', 'a （不分大小写）不属于也不含有：“x”'],
  [{ a: { $inGroup: 'vip' } }, 'a is in the saved group “vip”', 'a 在已存名单中：“vip”'],
  [{ a: { $notInGroup: 'vip' } }, 'a is not in the saved group “vip”', 'a 不在已存名单中：“vip”'],
  [{ a: { $all: ['x', 'y'] } }, 'a has all of “x”, “y”', 'a 含有全部：“x”、“y”'],
  [{ a: { $alli: ['x'] } }, 'a has all of “x”, in whatever case', 'a （不分大小写）含有全部：“x”'],
  [
    { a: { $all: [{ $gt: 1 }, { $lt: 0 }] } },
    'a has an entry for each of these: it is more than 1; it is less than 0',
    'a 对以下每一条都有一项满足：该项大于 1；该项小于 0',
  ],
  [
    { a: { $elemMatch: { sku: 'A', price: { $gt: 5 } } } },
    'some entry of a is such that sku is “A” and price is more than 5',
    'a 中有一项满足：sku 为“A”，且 price 大于 5',
  ],
  [{ a: { $elemMatch: { $gt: 5 } } }, 'some entry of a is such that it is more than 5', 'a 中有一项满足：该项大于 5'],
  [{ a: { $size: 1 } }, 'a has 1 entry', 'a 有 1 项'],
  [{ a: { $size: { $gte: 2 } } }, 'the number of entries of a is at least 2', 'a 的项数不小于 2'],
  [{ a: { $exists: true } }, 'a is there', 'a 存在'],
  [{ a: { $exists: false } }, 'a is missing', 'a 不存在'],
  [{ a: { $type: 'number' } }, 'a is of the type “number”', 'a 的类型为“number”'],
  [{ a: { $not: { $gt: 3 } } }, 'not: a is more than 3', '并非：a 大于 3'],
  [{ a: { $regex: '^x' } }, 'a matches the pattern “^x”', 'a 匹配模式“^x”'],
  [{ a: { $regexi: '^x' } }, 'a matches, in whatever case, the pattern “^x”', 'a （不分大小写）匹配模式“^x”'],
  [{ a: { $notRegex: '^x' } }, 'a does not match the pattern “^x”', 'a 不匹配模式“^x”'],
  [{ a: { $notRegexi: '^x' } }, 'a does not match, in whatever case, the pattern “^x”', 'a （不分大小写）不匹配模式“^x”'],
  [{ a: { $veq: '2.1.0' } }, 'a is the version “2.1.0”', 'a 的版本为“2.1.0”'],
  [{ a: { $vne: '2.1.0' } }, 'a is not the version “2.1.0”', 'a 的版本不为“2.1.0”'],
  [{ a: { $vlt: '2.1.0' } }, 'a is an earlier version than “2.1.0”', 'a 的版本早于“2.1.0”'],
  [{ a: { $vlte: '2.1.0' } }, 'a is at most the version “2.1.0”', 'a 的版本不晚于“2.1.0”'],
  [{ a: { $vgt: '2.1.0' } }, 'a is a later version than “2.1.0”', 'a 的版本晚于“2.1.0”'],
  [{ a: { $vgte: '2.1.0' } }, 'a is at least the version “2.1.0”', 'a 的版本不早于“2.1.0”'],
]

const ABOUT_THEM: readonly (readonly [JsonObject, string, string])[] = [
  [{ $inSegment: 'vip' }, 'they are in the segment “vip”', '属于客群“vip”'],
  [{ $did: { event: 'Order' } }, 'they did “Order”', '做过“Order”'],
  [
    { $did: { event: 'Order', atLeast: 2, within: '30d' } },
    'they did “Order” at least 2 times in the last 30 days',
    '近 30天内做过“Order”至少 2 次',
  ],
  [{ $did: { event: 'Order', exactly: 1 } }, 'they did “Order” exactly once', '做过“Order”恰好 1 次'],
  [
    { $did: { event: 'Order', atMost: 3, since: 'entry' } },
    'they did “Order” at most 3 times since they entered the campaign',
    '进入活动以来做过“Order”至多 3 次',
  ],
  [
    { $did: { event: 'Order', atLeast: 2, atMost: 4, since: '2026-01-01' } },
    'they did “Order” 2 to 4 times since 1 Jan 2026, 00:00',
    '自 2026年1月1日 00:00起做过“Order” 2 至 4 次',
  ],
  [
    { $did: { event: 'Order', where: { coupon: 'X' }, sum: { property: 'revenue', $gte: 100 } } },
    'they did “Order”, where coupon is “X”, and the sum of “revenue” is at least 100',
    '做过“Order”，其中 coupon 为“X”，且“revenue”的总和不小于 100',
  ],
  [
    { $did: { event: 'Order', avg: { property: 'v', $lt: 5 } } },
    'they did “Order”, and the average of “v” is less than 5',
    '做过“Order”，且“v”的平均值小于 5',
  ],
  [
    { $did: { event: 'Order', min: { property: 'v', $gt: 5 }, max: { property: 'v', $lt: 9 } } },
    'they did “Order”, and the least of “v” is more than 5, and the greatest of “v” is less than 9',
    '做过“Order”，且“v”的最小值大于 5，且“v”的最大值小于 9',
  ],
  [{ $didNot: { event: 'Order', within: '60d' } }, 'they did not do “Order” in the last 60 days', '近 60天内从未做过“Order”'],
]

const COMBINED: readonly (readonly [JsonObject, string, string])[] = [
  [{}, 'always', '总是成立'],
  [{ $or: [] }, 'always', '总是成立'],
  [{ $nor: [] }, 'never', '从不成立'],
  [{ a: 1, b: 2 }, 'a is 1 and b is 2', 'a 为 1，且 b 为 2'],
  [{ a: 1, $or: [{ b: 2 }, { c: 3 }] }, 'a is 1 and (b is 2 or c is 3)', 'a 为 1，且（b 为 2，或 c 为 3）'],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, 'none of these: a is 1; b is 2', '以下均不成立：a 为 1；b 为 2'],
  [{ $not: { a: 1 } }, 'not: a is 1', '并非：a 为 1'],
]

describe('a condition in one line', () => {
  it.each([...LEAVES, ...ABOUT_THEM, ...COMBINED])('%j: %s', (json, inEnglish, inChinese) => {
    expect(en.line(viewed(json))).toBe(inEnglish)
    expect(zh.line(viewed(json))).toBe(inChinese)
  })

  it('has a row above for each operator there is', () => {
    const known = hintUnderAttribute('$nothingLikeIt').match(/\$\w+/g)?.filter(isTesting) ?? []
    const told = JSON.stringify(LEAVES.map(([json]) => json))
    expect(known.length).toBeGreaterThan(20)
    expect(known.filter((operator) => !told.includes(`"${operator}":`))).toEqual([])
  })
})

describe('a condition part by part', () => {
  it('keeps its shape, with a heading over what stands together', () => {
    const condition = { stage: 'dormant', $or: [{ 'traits.plan': 'pro' }, { $not: { $or: [{ a: 1 }, { b: 2 }] } }] }
    expect(en.tree(viewed(condition))).toEqual({
      text: 'All of these hold:',
      parts: [
        { text: 'stage is “dormant”', parts: [] },
        {
          text: 'At least one of these holds:',
          parts: [
            { text: 'traits.plan is “pro”', parts: [] },
            {
              text: 'This does not hold:',
              parts: [
                {
                  text: 'At least one of these holds:',
                  parts: [
                    { text: 'a is 1', parts: [] },
                    { text: 'b is 2', parts: [] },
                  ],
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('is one sentence where nothing stands together', () => {
    expect(en.tree(viewed({ $and: [{ a: 1 }] }))).toEqual({ text: 'a is 1', parts: [] })
    expect(en.tree(viewed({ a: { $not: { $gt: 3 } } }))).toEqual({ text: 'not: a is more than 3', parts: [] })
    expect(en.tree(viewed({}))).toEqual({ text: 'always', parts: [] })
  })
})
