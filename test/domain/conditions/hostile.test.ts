import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../shared/domain/conditions/compile.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { explainCondition } from '../../../shared/domain/conditions/explain.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { DIDS_MAX, REGEX_TEXT_MAX } from '../../../shared/kernel/limits.ts'
import { asked, done, whoDid } from './history-world.ts'

const parse = (json: Json) => parseCondition(json, '', 'problem', 'journey')
const nested = (depth: number, around: (inner: string) => [string, string]): Json => {
  const [open, close] = around('')
  return JSON.parse(`${open.repeat(depth)}{}${close.repeat(depth)}`) as Json
}
const millisecondsOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1_000
}

describe('what somebody means to break us with', () => {
  it.each<[string, () => Json]>([
    ['ten megabytes of text', () => ({ a: 'x'.repeat(10_000_000) })],
    ['ten megabytes of a pattern', () => ({ a: { $regex: '(a+)+'.repeat(2_000_000) } })],
    ['a list of a million', () => ({ $or: Array.from({ length: 1_000_000 }, () => ({})) })],
    ['ten megabytes in the name of an event', () => ({ $did: { event: 'x'.repeat(10_000_000) } })],
    ['depth 10,000 of $not', () => nested(10_000, () => ['{"$not":', '}'])],
    ['depth 10,000 of $and', () => nested(10_000, () => ['{"$and":[', ']}'])],
    ['depth 10,000 of $did', () => nested(10_000, () => ['{"$did":{"event":"A","where":', '}}'])],
    ['depth 10,000 of values', () => ({ a: nested(10_000, () => ['{"a":', '}']) })],
    [
      'more questions about history than are read',
      () => ({ $and: Array.from({ length: DIDS_MAX + 1 }, () => ({ $did: { event: 'A' } })) }),
    ],
  ])('%s is refused at once', (_, make) => {
    const json = make()
    expect(millisecondsOf(() => parse(json))).toBeLessThan(2_000)
    expect(parse(json).ok).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'a.__proto__.b'])('%s is no attribute, no property, and pollutes nothing', (name) => {
    const json = JSON.parse(
      `[{ "${name}": 1 }, { "$did": { "event": "A", "where": { "${name}": 1 } } }, { "$did": { "event": "A", "sum": { "property": "${name}", "$gt": 1 } } }]`,
    )
    for (const one of json as readonly Json[]) expect(parse(one).ok).toBe(false)
    const field = JSON.parse(`{ "$did": { "event": "A", "${name}": { "atLeast": 5 } } }`) as Json
    expect(parse(field).ok).toBe(false)
    expect(({} as Record<string, unknown>).atLeast).toBeUndefined()
  })

  it('__proto__ in a document or in properties is never what a condition sees', () => {
    const document = JSON.parse('{ "__proto__": { "plan": "pro" }, "a": { "__proto__": { "n": 5 } } }') as Json
    const conditions = [
      asked({ plan: 'pro' }),
      asked({ 'a.n': 5 }),
      asked({ toString: { $exists: true } }),
      asked({ 'a.valueOf': { $exists: true } }),
    ]
    expect(compile(conditions).matchesAll(document)).toEqual([])
    expect(conditions.filter((one) => evaluate(one, document))).toEqual([])
    const event = done('A', 1, JSON.parse('{ "__proto__": { "n": 5 } }'))
    expect(evaluate(asked({ $did: { event: 'A', where: { n: 5 } } }), {}, whoDid([event], 2))).toBe(false)
  })

  it.each(['(a+)+$', '(a|a)*b', '.*.*.*x', '(a*)*(a*)*c', '([a-z]+)*\\d', '(.?){50}b', '(a{1,10}){1,10}b'])(
    'the pattern %s takes no longer over what would hang another engine',
    (pattern) => {
      const text = `${'a'.repeat(REGEX_TEXT_MAX - 1)}!`
      const condition = asked({ $and: [{ a: { $regex: pattern } }, { $did: { event: 'A', where: { a: { $regex: pattern } } } }] })
      const program = compile([condition])
      const about = whoDid([done('A', 1, { a: text })], 2)
      const spent = millisecondsOf(() => {
        evaluate(condition, { a: text }, about)
        program.matches(0, { a: text }, about)
        explainCondition(condition, { a: text }, about)
      })
      expect(spent).toBeLessThan(6_000)
    },
  )

  it('whatever JSON comes, it is read or refused with a hint, and never throws', () => {
    const name = fc.oneof(
      fc.constantFrom(
        '$did',
        '$didNot',
        '$inSegment',
        'event',
        'where',
        'within',
        'since',
        'sum',
        'property',
        'atLeast',
        '$and',
        '$gt',
        '__proto__',
        'a',
      ),
      fc.string({ maxLength: 5 }),
    )
    const json = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        fc.constantFrom<Json>(null, true, 0, 1, -1, 'A', '30d', 'entry', '2026-01-01', '(a+)+$'),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(name, tie('json'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
      ),
    })).json
    fc.assert(
      fc.property(json, json, (written, document) => {
        const parsed = parse(written)
        if (!parsed.ok) {
          expect(parsed.problems.length).toBeGreaterThan(0)
          expect(parsed.problems.every(({ problem, hint }) => problem !== '' && hint !== '')).toBe(true)
          return
        }
        const about = whoDid([done('A', 1)], 2)
        const held = evaluate(parsed.value, document, about)
        expect(compile([parsed.value]).matches(0, document, about)).toBe(held)
        expect(explainCondition(parsed.value, document, about).held).toBe(held)
      }),
      { numRuns: 2_000 },
    )
  })
})
